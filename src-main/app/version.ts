import packageFile from '../../package.json' with { type: 'json' };

/** The app's version, as the package states it. */
export const version: string = packageFile.version;
