/** Opens the palette, which is fetched when it is first wanted. */
export function openPalette(): void {
  void import('@mantine/spotlight').then(({ spotlight }) => spotlight.open());
}
