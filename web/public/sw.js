// The phone's service worker: page and scripts come from this phone when there is no network. It keeps no data of any person;
// what was read and what waits to be sent lie in IndexedDB (src/h5/shelf.ts).
const KEPT = 'weige-phone-1'
const PAGE = '/m'
const MOST = 160

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

async function keep(address, answer) {
  if (!answer.ok || answer.redirected) return
  const cache = await caches.open(KEPT)
  await cache.put(address, answer)
  const kept = await cache.keys()
  // The oldest go first; the page itself is put anew with every visit.
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((request) => cache.delete(request)))
}

async function pageFirstFromServer(event) {
  try {
    const answer = await fetch(event.request)
    event.waitUntil(keep(PAGE, answer.clone()))
    return answer
  } catch (error) {
    const kept = await caches.match(PAGE)
    if (kept) return kept
    throw error
  }
}

/** Scripts and styles carry a hash in their name: what is here is right. */
async function assetFirstFromHere(event) {
  const kept = await caches.match(event.request)
  if (kept) return kept
  const answer = await fetch(event.request)
  event.waitUntil(keep(event.request, answer.clone()))
  return answer
}

const isAsset = (address) => address.origin === self.location.origin && address.pathname.startsWith('/static/web/assets/')

/** What the page loaded before this worker was there: named by the page once. */
self.addEventListener('message', (event) => {
  const names = [...new Set(event.data)].filter((name) => isAsset(new URL(name)))
  const work = async (name) => (await caches.match(name)) ?? keep(name, await fetch(name))
  event.waitUntil(Promise.allSettled([fetch(PAGE).then((answer) => keep(PAGE, answer)), ...names.map(work)]))
})

self.addEventListener('fetch', (event) => {
  const address = new URL(event.request.url)
  if (event.request.method !== 'GET' || address.origin !== self.location.origin) return
  if (event.request.mode === 'navigate' && (address.pathname === PAGE || address.pathname.startsWith(`${PAGE}/`))) event.respondWith(pageFirstFromServer(event))
  else if (isAsset(address)) event.respondWith(assetFirstFromHere(event))
})
