import { useComputedColorScheme } from '@mantine/core';

/** The theme that is drawn at the moment, whoever chose it. */
export const useScheme = (): 'light' | 'dark' => useComputedColorScheme('light');
