import { type App, type Session, shell } from 'electron';

/** The window's own origin; nothing else may ever be shown in it or speak to the app. */
export const WINDOW_ORIGIN = 'app://coco';

/** Denies what a hijacked page would try: navigation, new windows, embedded views, permissions, downloads from elsewhere. */
export function guardContents(app: App): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      // A link in a text opens in the person's own browser, if it is an ordinary one.
      if (url.startsWith('https://')) void shell.openExternal(url);
      return { action: 'deny' };
    });
  });
}

export function guardSession(session: Session): void {
  const isClipboardWrite = (permission: string) => permission === 'clipboard-sanitized-write';
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(isClipboardWrite(permission)),
  );
  session.setPermissionCheckHandler((_contents, permission) => isClipboardWrite(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:app://coco')) event.preventDefault();
  });
}
