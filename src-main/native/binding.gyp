{
  "targets": [
    {
      "target_name": "coco_miner",
      "sources": [
        "addon.c", "armv8.c", "avx2.c", "avx2single.c", "avx512.c", "avx512single.c", "core.c", "cpu.c", "hashing.c",
        "scalar.c", "send.c", "shani.c", "sse2.c"
      ],
      # Last on the command line, so that Node's own flags do not win: a frame pointer costs one of few registers, up to
      # 20 % with AVX2.
      "cflags_c": ["-O2", "-fomit-frame-pointer", "-Wall", "-Wextra"],
      "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/Zc:preprocessor", "/std:c11"] } },
      "conditions": [
        ["OS == 'mac'", { "xcode_settings": { "GCC_OPTIMIZATION_LEVEL": "2" } }],
        ["target_arch == 'arm64' and OS == 'linux'", { "cflags": ["-march=armv8-a+crypto"] }]
      ]
    }
  ]
}
