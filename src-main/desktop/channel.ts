/** The one IPC channel between the app and its window. */
export const BRIDGE_CHANNEL = 'coco:bridge';
