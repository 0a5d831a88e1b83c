import { pageHtml, pageIcon, pageScript, pageStyle } from './statusPageText.ts';

/** The files of the public status page. They are text in the program: a bundle has nothing beside itself. */
export interface StatusPageFile {
  readonly type: string;
  readonly text: string;
}

export const statusPageFiles: ReadonlyMap<string, StatusPageFile> = new Map([
  ['/', { type: 'text/html; charset=utf-8', text: pageHtml }],
  ['/status.js', { type: 'text/javascript; charset=utf-8', text: pageScript }],
  ['/status.css', { type: 'text/css; charset=utf-8', text: pageStyle }],
  ['/status.svg', { type: 'image/svg+xml', text: pageIcon }],
]);
