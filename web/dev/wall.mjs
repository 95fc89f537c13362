// Measures the wall in headless Chromium for benchmarks/web.py: node dev/wall.mjs <url> <user> <password> <seconds of events> [emulated]
// The browser draws as it does by itself: without a graphics card the page by the processor, the map by SwiftShader. With
// "emulated" the page's own painting goes through an emulated card as well, which no user's browser does.
// Prints one JSON line: when figures, stream, list and map were there (ms from navigation; a map's picture when the card said
// that it is painted), the longest blocks of the main thread, and how long the same engine needs for the buildings alone.
import { chromium } from 'playwright-core'

const [url, user, password, seconds = '20', emulated = ''] = process.argv.slice(2)
const EMULATED = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', ...(emulated ? EMULATED : [])],
})
const WAIT = 120_000
try {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.addInitScript(() => {
    globalThis.blocks = []
    new PerformanceObserver((list) => globalThis.blocks.push(...list.getEntries().map((e) => [e.startTime, e.duration]))).observe({ type: 'longtask', buffered: true })
  })
  await page.goto(`${url}/login`)
  await page.fill('#username', user)
  await page.fill('#password', password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('button[type=submit]')])
  await page.goto('about:blank')

  await page.goto(`${url}/cockpit`, { waitUntil: 'commit' })
  const shown = (selector) => page.waitForFunction((what) => document.querySelector(what) && performance.now(), selector, { polling: 20, timeout: WAIT }).then((at) => at.jsonValue())
  const marked = (name) => page.waitForFunction((what) => performance.getEntriesByName(what)[0]?.startTime, name, { polling: 50, timeout: WAIT }).then((at) => at.jsonValue())
  const [figures_ms, stream_ms, first_ms, map_ms] = await Promise.all([shown('.hero .v .open, .hero .v button'), shown('.stream li'), marked('wg-map-first'), marked('wg-map-drawn')])
  const longest = (from, to = Infinity) => page.evaluate(([a, b]) => Math.max(0, ...globalThis.blocks.filter(([at]) => at >= a && at < (b ?? 1e12)).map(([, ms]) => ms)), [from, to === Infinity ? null : to])
  const longest_loading_ms = await longest(0)

  // Quiet first, so that what loading left behind does not count; then events come in while nobody touches it.
  await page.waitForTimeout(3000)
  const from = await page.evaluate(() => performance.now())
  await page.waitForTimeout(Number(seconds) * 1000)
  const longest_live_ms = await longest(from)

  const pressed = await page.evaluate(() => performance.now())
  await page.locator('.dev li button').first().click()
  const list_ms = (await shown('.sheet ul li')) - pressed
  await page.keyboard.press('Escape')

  const baseline_map_ms = await page.evaluate(async () => {
    const buildings = await (await fetch('/api/buildings.geojson')).json()
    const manifest = performance.getEntriesByType('resource').map((one) => one.name).find((name) => /maplibre-gl-[^/]*\.js$/.test(name) && !/worker/.test(name))
    const worker = performance.getEntriesByType('resource').map((one) => one.name).find((name) => /maplibre-gl-worker[^/]*\.js$/.test(name))
    if (!manifest || !worker) return null
    const engine = await import(manifest)
    const Map = engine.Map ?? Object.values(engine).find((one) => typeof one === 'function' && one.prototype?.queryRenderedFeatures)
    if (!Map) return null
    const box = document.createElement('div')
    box.style.cssText = 'position:fixed;inset:0;z-index:9999'
    document.body.append(box)
    const start = performance.now()
    const map = new Map({
      container: box, center: [121.482, 31.2285], zoom: 14.4, pitch: 57, attributionControl: false, fadeDuration: 0,
      style: { version: 8, sources: { b: { type: 'geojson', data: buildings } }, layers: [{ id: 'bg', type: 'background', paint: { 'background-color': '#111' } }, { id: 'b', type: 'fill-extrusion', source: 'b', paint: { 'fill-extrusion-height': ['coalesce', ['get', 'height_m'], 12], 'fill-extrusion-color': '#777' } }] },
    })
    await new Promise((resolve) => map.once('idle', resolve))
    return performance.now() - start
  }).catch(() => null)
  console.log(JSON.stringify({ figures_ms, stream_ms, list_ms, first_ms, map_ms, longest_loading_ms, longest_live_ms, baseline_map_ms }))
} finally {
  await browser.close()
}
