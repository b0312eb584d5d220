import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Router } from 'express';
import helmet from 'helmet';
import { streamRoute } from '../routes/stream.ts';

const require = createRequire(import.meta.url);
const SWAGGER_UI = join(require.resolve('swagger-ui-dist/package.json'), '..');
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const DAY_MS = 86_400_000;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Quotebridge API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#ui',
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  // Do not send this address to the public validator.
  validatorUrl: null,
  // The page would wait for the end of a response, which an event stream does not have.
  plugins: [
    () => ({
      statePlugins: { spec: { wrapSelectors: { allowTryItOutFor: () => (_state, path) => path !== '${streamRoute.path}' } } },
    }),
  ],
});
`;

/** The OpenAPI document as a page whose examples run. It loads nothing from other hosts. */
export function docsPage(): Router {
  const router = Router({ strict: true });
  router.use(
    helmet({
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: {
          // Swagger UI sets styles from its script.
          'style-src': ["'self'", "'unsafe-inline'"],
          'upgrade-insecure-requests': null,
        },
      },
    }),
  );
  router.get('/', (_request, response) => {
    response.set('cache-control', 'no-cache').type('html').send(PAGE);
  });
  router.get('/start.js', (_request, response) => {
    response.set('cache-control', 'no-cache').type('js').send(START);
  });
  for (const file of FILES) {
    router.get(`/${file}`, (_request, response) => {
      response.sendFile(file, { root: SWAGGER_UI, maxAge: DAY_MS });
    });
  }
  return router;
}
