// The door between JavaScript and the kernels: Node-API only, so one binary serves every Node and Electron.
// Its callers (src-main/miner/kernel/nativeKernel.ts, src-main/base/nodeHash.ts, src-main/server/batchWriter.ts) hand in
// arrays of the right kind and length; lengths are checked here all the same, because a mistake there would write over foreign memory.
#define NAPI_VERSION 8
#include <node_api.h>

#include <stdlib.h>
#include <string.h>

#include "cpu.h"
#include "hashing.h"
#include "send.h"

static Variant variants[8];
static int variant_count;

static napi_value refuse(napi_env env, const char *why) {
  napi_throw_range_error(env, NULL, why);
  return NULL;
}

// The memory of a typed array that has at least `bytes`; NULL otherwise.
static void *array(napi_env env, napi_value value, size_t bytes) {
  bool is = false;
  napi_typedarray_type type;
  size_t length, offset;
  void *data;
  napi_value buffer;
  if (napi_is_typedarray(env, value, &is) != napi_ok || !is) return NULL;
  if (napi_get_typedarray_info(env, value, &type, &length, &data, &buffer, &offset) != napi_ok) return NULL;
  const size_t size =
      type == napi_uint32_array || type == napi_int32_array ? 4 : type == napi_uint8_array ? 1 : 0;
  return length * size >= bytes ? data : NULL;
}

static int arguments(napi_env env, napi_callback_info info, size_t count, napi_value *to) {
  size_t given = count;
  return napi_get_cb_info(env, info, &given, to, NULL, NULL) == napi_ok && given == count;
}

// heads(step3: Uint8Array, date, count, heads: Uint32Array)
static napi_value heads(napi_env env, napi_callback_info info) {
  napi_value in[4];
  int64_t date;
  uint32_t count;
  if (!arguments(env, info, 4, in) || napi_get_value_int64(env, in[1], &date) != napi_ok ||
      napi_get_value_uint32(env, in[2], &count) != napi_ok)
    return refuse(env, "heads: arguments");
  const uint8_t *step3 = array(env, in[0], 32);
  uint32_t *to = array(env, in[3], (size_t)count * HEAD_WORDS * 4);
  if (step3 == NULL || to == NULL) return refuse(env, "heads: arrays");
  coco_heads(step3, (uint64_t)date, count, to);
  return NULL;
}

// library(start: bigint, groups, library: Uint32Array, blobs: Uint8Array): bigint
static napi_value library(napi_env env, napi_callback_info info) {
  napi_value in[4], next;
  uint64_t start;
  uint32_t groups;
  bool lossless;
  if (!arguments(env, info, 4, in) || napi_get_value_bigint_uint64(env, in[0], &start, &lossless) != napi_ok ||
      napi_get_value_uint32(env, in[1], &groups) != napi_ok)
    return refuse(env, "library: arguments");
  uint32_t *to = array(env, in[2], (size_t)groups * GROUP_WORDS * 4);
  uint8_t *blobs = array(env, in[3], (size_t)groups * GROUP_BLOBS * 8);
  if (to == NULL || blobs == NULL) return refuse(env, "library: arrays");
  if (napi_create_bigint_uint64(env, coco_library(start, groups, to, blobs), &next) != napi_ok) return NULL;
  return next;
}

// search(variant, library: Uint32Array, group, end, heads: Uint32Array, count, limit: Uint32Array, found: Uint32Array,
//        result: Uint32Array of the first group not tried and the number of pairs found)
static napi_value search(napi_env env, napi_callback_info info) {
  napi_value in[9];
  uint32_t variant, group, end, count, length;
  if (!arguments(env, info, 9, in) || napi_get_value_uint32(env, in[0], &variant) != napi_ok ||
      napi_get_value_uint32(env, in[2], &group) != napi_ok || napi_get_value_uint32(env, in[3], &end) != napi_ok ||
      napi_get_value_uint32(env, in[5], &count) != napi_ok || variant >= (uint32_t)variant_count)
    return refuse(env, "search: arguments");
  size_t found_words = 0;
  bool is = false;
  if (napi_is_typedarray(env, in[7], &is) != napi_ok || !is ||
      napi_get_typedarray_info(env, in[7], NULL, &found_words, NULL, NULL, NULL) != napi_ok)
    return refuse(env, "search: found");
  length = (uint32_t)(found_words / 2);
  Search s = {array(env, in[1], (size_t)end * GROUP_WORDS * 4), group, end,
              array(env, in[4], (size_t)count * HEAD_WORDS * 4), count, array(env, in[6], 32),
              array(env, in[7], (size_t)length * 8), length, 0};
  uint32_t *result = array(env, in[8], 8);
  if (s.library == NULL || s.heads == NULL || s.limit == NULL || s.found == NULL || result == NULL)
    return refuse(env, "search: arrays");
  variants[variant].search(&s);
  result[0] = s.group;
  result[1] = s.length;
  return NULL;
}

typedef struct {
  const uint8_t *data;
  size_t length;
  const int32_t *places;  // for each part: where it starts and how long it is, then what the caller keeps there
  uint32_t stride, count;
} Parts;

static const int32_t *place_of(const Parts *parts, uint32_t n) { return parts->places + (size_t)n * parts->stride; }

// (data: Uint8Array, places: Int32Array, stride, count, then one more array). False for what is not all within bounds.
static bool parts_of(napi_env env, napi_value in[5], Parts *parts) {
  bool is = false;
  if (napi_get_value_uint32(env, in[2], &parts->stride) != napi_ok || parts->stride < 2 ||
      napi_get_value_uint32(env, in[3], &parts->count) != napi_ok ||
      napi_is_typedarray(env, in[0], &is) != napi_ok || !is ||
      napi_get_typedarray_info(env, in[0], NULL, &parts->length, NULL, NULL, NULL) != napi_ok)
    return false;
  parts->data = array(env, in[0], parts->length);
  parts->places = array(env, in[1], (size_t)parts->stride * parts->count * 4);
  if (parts->data == NULL || parts->places == NULL) return false;
  for (uint32_t n = 0; n < parts->count; n++) {
    const int32_t *place = place_of(parts, n);
    if (place[0] < 0 || place[1] < 0 || (size_t)place[0] + (size_t)place[1] > parts->length) return false;
  }
  return true;
}

static void hash_part(const Parts *parts, uint32_t n, uint8_t digest[32]) {
  const int32_t *place = place_of(parts, n);
  coco_sha256(parts->data + place[0], (size_t)place[1], digest);
}

// hashEach(data, places, stride, count, digests: Uint8Array): the digest of part n to digests at 32 n
static napi_value hash_each(napi_env env, napi_callback_info info) {
  napi_value in[5];
  Parts parts;
  if (!arguments(env, info, 5, in) || !parts_of(env, in, &parts)) return refuse(env, "hashEach: parts");
  uint8_t *digests = array(env, in[4], (size_t)parts.count * 32);
  if (digests == NULL) return refuse(env, "hashEach: digests");
  for (uint32_t n = 0; n < parts.count; n++) hash_part(&parts, n, digests + (size_t)n * 32);
  return NULL;
}

// hashChain(data, places, stride, count, chain: Uint8Array): chain = H(chain || H(part)) for each part
static napi_value hash_chain(napi_env env, napi_callback_info info) {
  napi_value in[5];
  Parts parts;
  if (!arguments(env, info, 5, in) || !parts_of(env, in, &parts)) return refuse(env, "hashChain: parts");
  uint8_t *chain = array(env, in[4], 32), pair[64];
  if (chain == NULL) return refuse(env, "hashChain: chain");
  memcpy(pair, chain, 32);
  for (uint32_t n = 0; n < parts.count; n++) {
    hash_part(&parts, n, pair + 32);
    coco_sha256(pair, 64, pair);
  }
  memcpy(chain, pair, 32);
  return NULL;
}

#if COCO_SENDS
// Each part to the socket whose number stands third at its place; to sent, how many bytes of it the socket took, or -1.
static void send_parts(const Parts *parts, int32_t *sent) {
  for (uint32_t n = 0; n < parts->count; n++) {
    const int32_t *place = place_of(parts, n);
    sent[n] = coco_send(place[2], parts->data + place[0], (size_t)place[1]);
  }
}

// sendEach(data, places, stride, count, sent: Int32Array)
static napi_value send_each(napi_env env, napi_callback_info info) {
  napi_value in[5];
  Parts parts;
  if (!arguments(env, info, 5, in) || !parts_of(env, in, &parts) || parts.stride < 3)
    return refuse(env, "sendEach: parts");
  int32_t *sent = array(env, in[4], (size_t)parts.count * 4);
  if (sent == NULL) return refuse(env, "sendEach: sent");
  send_parts(&parts, sent);
  return NULL;
}

#define KEPT 3

typedef struct {
  napi_async_work work;
  napi_ref kept[KEPT];  // data, sent, done
  Parts parts;
  int32_t *places;  // its places: a copy, with numbers of its own for the sockets
  int32_t *sent;
} Sending;

static void hold_sockets(const Sending *sending) {
  for (uint32_t n = 0; n < sending->parts.count; n++) {
    int32_t *socket = sending->places + (size_t)n * sending->parts.stride + 2;
    *socket = coco_hold(*socket);
  }
}

static void give_back_sockets(const Sending *sending) {
  for (uint32_t n = 0; n < sending->parts.count; n++) {
    const int socket = place_of(&sending->parts, n)[2];
    if (socket >= 0) coco_give_back(socket);
  }
}

static void forget(napi_env env, Sending *sending) {
  for (int k = 0; k < KEPT; k++)
    if (sending->kept[k] != NULL) napi_delete_reference(env, sending->kept[k]);
  if (sending->work != NULL) napi_delete_async_work(env, sending->work);
  free(sending->places);
  free(sending);
}

static void on_other_thread(napi_env env, void *of) {
  (void)env;
  Sending *sending = of;
  send_parts(&sending->parts, sending->sent);
  give_back_sockets(sending);
}

static void when_sent(napi_env env, napi_status status, void *of) {
  (void)status;
  Sending *sending = of;
  napi_value global, done = NULL;
  napi_get_reference_value(env, sending->kept[KEPT - 1], &done);
  napi_get_global(env, &global);
  forget(env, sending);
  if (done != NULL) napi_call_function(env, global, done, 0, NULL, NULL);
}

static bool prepare(napi_env env, Sending *sending, const napi_value kept[KEPT]) {
  napi_value name;
  for (int k = 0; k < KEPT; k++)
    if (napi_create_reference(env, kept[k], 1, &sending->kept[k]) != napi_ok) return false;
  return napi_create_string_utf8(env, "coco.sendBeside", NAPI_AUTO_LENGTH, &name) == napi_ok &&
         napi_create_async_work(env, NULL, name, on_other_thread, when_sent, sending, &sending->work) == napi_ok;
}

// sendBeside(data, places, stride, count, sent: Int32Array, done): the same on another thread; `done` is called when `sent`
// says how it went. Until then the caller leaves data and sent as they are; its sockets it may close.
static napi_value send_beside(napi_env env, napi_callback_info info) {
  napi_value in[6];
  napi_valuetype type;
  Parts parts;
  if (!arguments(env, info, 6, in) || !parts_of(env, in, &parts) || parts.stride < 3)
    return refuse(env, "sendBeside: parts");
  int32_t *sent = array(env, in[4], (size_t)parts.count * 4);
  if (sent == NULL || napi_typeof(env, in[5], &type) != napi_ok || type != napi_function)
    return refuse(env, "sendBeside: sent, done");
  const size_t bytes = (size_t)parts.stride * parts.count * 4;
  Sending *sending = calloc(1, sizeof *sending);
  int32_t *places = malloc(bytes + 1);
  if (sending == NULL || places == NULL) {
    free(sending);
    free(places);
    return refuse(env, "sendBeside: memory");
  }
  memcpy(places, parts.places, bytes);
  parts.places = places;
  sending->parts = parts;
  sending->places = places;
  sending->sent = sent;
  const napi_value kept[KEPT] = {in[0], in[4], in[5]};
  if (prepare(env, sending, kept)) {
    hold_sockets(sending);
    if (napi_queue_async_work(env, sending->work) == napi_ok) return NULL;
    give_back_sockets(sending);
  }
  forget(env, sending);
  return refuse(env, "sendBeside: queue");
}
#endif

static napi_value lower_priority(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_get_boolean(env, coco_lower_priority(), &result);
  return result;
}

static napi_value tune_malloc(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_get_boolean(env, coco_tune_malloc(), &result);
  return result;
}

static napi_value clock_rate(napi_env env, napi_callback_info info) {
  (void)info;
  napi_value result;
  napi_create_double(env, coco_clock_rate(), &result);
  return result;
}

static void add(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  if (napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok)
    napi_set_named_property(env, exports, name, function);
}

NAPI_MODULE_INIT() {
  napi_value names, name;
  bool hashes = false;
  variant_count = coco_variants(variants);
  napi_create_array_with_length(env, (size_t)variant_count, &names);
  for (int i = 0; i < variant_count; i++) {
    napi_create_string_utf8(env, variants[i].name, NAPI_AUTO_LENGTH, &name);
    napi_set_element(env, names, (uint32_t)i, name);
    if (strcmp(variants[i].name, "shani") == 0) hashes = true;
  }
  napi_set_named_property(env, exports, "variants", names);
  add(env, exports, "heads", heads);
  add(env, exports, "library", library);
  add(env, exports, "search", search);
  if (hashes) {
    add(env, exports, "hashEach", hash_each);
    add(env, exports, "hashChain", hash_chain);
  }
#if COCO_SENDS
  add(env, exports, "sendEach", send_each);
  add(env, exports, "sendBeside", send_beside);
#endif
  add(env, exports, "lowerPriority", lower_priority);
  add(env, exports, "clockRate", clock_rate);
  add(env, exports, "tuneMalloc", tune_malloc);
  return exports;
}
