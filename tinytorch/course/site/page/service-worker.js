// Keeps the whole page for offline use. FILES and VERSION are put in when the site is built.

/** @type {string[]} */
const files = FILES;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const course = `tinytorch ${worker.registration.scope} `; // others may share the origin
const cacheName = course + VERSION;

worker.addEventListener("install", (event) => {
  // Asked past the browser's cache, which may hold files of the version before.
  const asked = files.map((file) => new Request(file, { cache: "no-cache" }));
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(asked)));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => {
      const old = names.filter((name) => name.startsWith(course) && name !== cacheName);
      return Promise.all(old.map((name) => caches.delete(name)));
    }),
  );
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  event.respondWith(answer(event.request, url));
});

/** @param {Request} request @param {URL} url */
async function answer(request, url) {
  const cache = await caches.open(cacheName);
  const found = await cache.match(request, { ignoreSearch: true });
  if (!found) return fetch(request);
  if (!url.pathname.endsWith("/worker.js")) return found;
  // A host that sends no headers leaves a worker without a policy; here it gets the page's.
  const headers = new Headers(found.headers);
  headers.set("Content-Security-Policy", POLICY);
  return new Response(found.body, { status: found.status, headers });
}
