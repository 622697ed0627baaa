/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- the compiler does not know the browser's types */
// Puts the reference of Swagger UI in the place of the one that the page brings along, once it has read the
// description. Without scripts, and where the library does not load, the page's own stays.
(() => {
  const place = document.getElementById('live-reference');
  const own = document.getElementById('own-reference');
  if (!place || !own || typeof SwaggerUIBundle !== 'function') return;

  const isDark = matchMedia('(prefers-color-scheme: dark)');
  const follow = () => document.documentElement.classList.toggle('dark-mode', isDark.matches);
  isDark.addEventListener('change', follow);
  follow();

  // The library's own layout is a page with a heading and a `main` of its own, within ours.
  const fittingLayout = ({ React: { createElement: element } }) => ({
    components: {
      ReferenceLayout: ({ getComponent }) =>
        element(
          'div',
          { className: 'swagger-ui' },
          element(getComponent('SvgAssets')),
          element('h2', { className: 'reference-heading' }, 'Operations'),
          element(getComponent('errors', true)),
          element(
            'div',
            { className: 'reference-tools' },
            element(getComponent('FilterContainer', true)),
            element(getComponent('AuthorizeBtnContainer', true)),
          ),
          element(getComponent('operations', true)),
          element(getComponent('Models', true)),
        ),
    },
    // A link within the button that opens an operation can be reached by no keyboard.
    wrapComponents: {
      DeepLink:
        () =>
        ({ text }) =>
          element('span', null, text),
    },
  });

  // What scrolls has to be reached by the keyboard, too.
  new MutationObserver(() => {
    for (const block of place.querySelectorAll('pre:not([tabindex])')) block.tabIndex = 0;
  }).observe(place, { childList: true, subtree: true });

  // A link that was made for the page's own reference leads to the same operation here.
  const wanted = own.querySelector(`details[id="${CSS.escape(location.hash.slice(1))}"]`);
  if (wanted) history.replaceState(null, '', `#/${wanted.dataset.area}/${wanted.id}`);

  SwaggerUIBundle({
    domNode: place,
    url: '/openapi.json',
    plugins: [fittingLayout],
    layout: 'ReferenceLayout',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    filter: true,
    displayRequestDuration: true,
    requestSnippetsEnabled: true,
    syntaxHighlight: false,
    // The library would ask a host of its own whether the description is valid; a test does that.
    validatorUrl: null,
    onComplete() {
      own.hidden = true;
      place.hidden = false;
    },
  });
})();
