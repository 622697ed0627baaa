/** Where the reference page's library comes from, where it is served from, and which of its files are needed. */
export const PACKAGE_FOLDER = 'node_modules/swagger-ui-dist';
export const TARGET_FOLDER = 'src/http/assets/reference';
export const COPIED = [
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'swagger-ui.css',
  'LICENSE',
  'NOTICE',
] as const;
