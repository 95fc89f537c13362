// What the makers of pictures share: a browser, people signed in once each, and knowing when a page has nothing left to load.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const need = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = need('playwright-core')
export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }
export const WALL = { width: 1920, height: 1080 }
const PLACE = { longitude: 121.4851, latitude: 31.2372 }
/** Requests that never end, or end when the page does. */
const ENDLESS = /\/api\/stream|\/live\/|\.m3u8|\.m4s|\.mp4|\/healthz/
const QUIET_MS = 400 // usually

/** A browser in a language: its own fields (dates) speak it too. */
export const launch = (webgl = true, lang = 'zh') =>
  chromium.launch({
    env: { ...process.env, LANGUAGE: lang === 'zh' ? 'zh_CN' : 'en_GB' },
    executablePath: process.env.WEIGE_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless=new', '--no-sandbox', `--lang=${lang === 'zh' ? 'zh-CN' : 'en-GB'}`, ...(webgl ? ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] : ['--disable-gpu', '--disable-3d-apis'])],
  })

/** A demonstration and who works in it. Everybody signs in once: for the API with a token, in browsers with one session. */
export class Demo {
  constructor(base, password) {
    Object.assign(this, { base: base.replace(/\/$/, ''), password, tokens: {}, sessions: {} })
  }
  /** A GET, or a POST with a body, of the API as somebody; null when the answer is none. */
  async ask(who, path, body, headers = {}) {
    const sent = { 'Content-Type': 'application/json', ...headers }
    if (who) sent.Authorization = `Bearer ${await this.token(who)}`
    const answer = await fetch(this.base + path, { method: body ? 'POST' : 'GET', headers: sent, body: body && JSON.stringify(body) })
    if (!answer.ok && ![403, 409].includes(answer.status)) console.log(`   ${who || 'nobody'} ${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`)
    return answer.ok && answer.status !== 204 ? answer.json() : null
  }
  async token(who) {
    this.tokens[who] ??= fetch(`${this.base}/api/auth/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: who, password: this.password }) }).then(async (answer) => (await answer.json()).token)
    return this.tokens[who]
  }
  /** A browser of somebody's own ("" is nobody), in a language and a size. */
  async context(browser, who, lang, viewport, more = {}) {
    const phone = viewport.width < 600
    if (who) this.sessions[who] ??= this.signIn(browser, who)
    const context = await browser.newContext({
      viewport, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce',
      permissions: ['geolocation'], geolocation: PLACE, ...(who ? { storageState: await this.sessions[who] } : {}), ...more,
    })
    context.setDefaultTimeout(45_000)
    return context
  }
  async signIn(browser, who) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${this.base}/login`, { waitUntil: 'domcontentloaded' })
    await page.fill('#username', who)
    await page.fill('#password', this.password)
    await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
    const { cookies } = await context.storageState()
    await context.close()
    return { cookies, origins: [] }
  }
  /** The account is told the language too, because pages follow it. */
  async speak(page, lang) {
    await page.evaluate(async (language) => {
      const token = document.cookie.split('; ').find((part) => part.startsWith('weige_csrf='))?.split('=')[1] ?? ''
      await fetch('/api/auth/language', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }, body: JSON.stringify({ language }) })
    }, lang)
  }
}

/** Counts what is on its way, so that "nothing is" can be waited for. */
export function watched(page) {
  const open = new Set()
  let since = Date.now()
  const ended = (request) => { if (open.delete(request)) since = Date.now() }
  page.on('request', (request) => { if (!ENDLESS.test(request.url())) { open.add(request); since = Date.now() } })
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return () => (open.size ? 0 : Date.now() - since)
}

/** What the browser complains of in its console, with the place it came from; what the network says is left out. */
export const complaints = (page, hear) =>
  page.on('console', (message) => {
    const { url, lineNumber } = message.location()
    if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text())) hear(`console ${message.text().slice(0, 200)} (${url}:${lineNumber})`)
  })

/** Until nothing is on its way, no bars stand for rows, all pictures are there and all maps are drawn. False after `most` ms. */
export async function ready(page, quiet, most = 30_000, rest = QUIET_MS) {
  for (const end = Date.now() + most; Date.now() < end; await page.waitForTimeout(80)) {
    if (quiet() < rest) continue
    const there = await page.evaluate(() => {
      return !document.querySelector('.bars, .sk, [aria-busy=true], .street-map > .stage:not([data-drawn]), .maplibregl-map:not([data-drawn])') && [...document.images].every((one) => one.complete || one.loading === 'lazy')
    }).catch(() => false)
    if (there) return true
  }
  return false
}

/** The page as WebP. */
export async function picture(page, file, quality) {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
  await session.detach()
  const bytes = Buffer.from(data, 'base64')
  writeFileSync(file, bytes)
  return bytes.length
}

const AXE = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
/** Serious and critical findings of axe, one line each. */
export async function axe(page) {
  await page.evaluate(readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8'))
  const found = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), AXE)
  return found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `axe ${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' ; ')}`)
}

/** What no screen should show: a page wider than the window, a bare key of the locale, an error, words of the other language. */
export const looks = (page, lang) =>
  page.evaluate((language) => {
    const found = []
    const wide = document.scrollingElement.scrollWidth - innerWidth
    if (wide > 1) found.push(`wider than the window by ${wide} px`)
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const chinese = new Set()
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.trim()
      const element = node.parentElement
      if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('script, style, pre, code')) continue
      if (/^(console|h5|shared|office|joint|enforce|duty|cockpit|places|routing|spots|vitals|hotline|evaluation|intake|life|link|login|offer|casefile|inhibition)\.[\w.]+$/.test(text)) found.push(`bare key ${text}`)
      if (/\bundefined\b|\bNaN\b|\[object|Invalid Date/.test(text)) found.push(`odd text ${text.slice(0, 60)}`)
      if (language === 'en' && text !== '中文' && /[\u4e00-\u9fff]/.test(text) && !element.closest('[lang^=zh]')) chinese.add(text.slice(0, 30))
    }
    for (const one of document.querySelectorAll('.state.err')) found.push(`error: ${one.innerText.replace(/\s+/g, ' ').slice(0, 120)}`)
    if (chinese.size) found.push(`zh: ${[...chinese].slice(0, 14).join(' | ')}`)
    return found
  }, lang)

/** What cannot be reached in a small window: controls and headings beyond an edge behind which nothing scrolls, boxes too low to read in. */
export const unreachable = (page) =>
  page.evaluate(() => {
    const found = new Set()
    const scrolls = (style, axis) => /auto|scroll/.test(axis === 'x' ? style.overflowX : style.overflowY)
    const clips = (style, axis) => /hidden|clip/.test(axis === 'x' ? style.overflowX : style.overflowY)
    const name = (one) => `${one.tagName.toLowerCase()}${one.className && typeof one.className === 'string' ? `.${one.className.trim().split(/\s+/).join('.')}` : ''} "${(one.getAttribute('aria-label') ?? one.innerText ?? '').replace(/\s+/g, ' ').slice(0, 24)}"`
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, h1, h2, h3')) {
      if (one.closest('.sr, .maplibregl-map, [inert]') || one.classList.contains('sr') || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      for (const axis of ['x', 'y']) {
        const [low, high] = axis === 'x' ? ['left', 'right'] : ['top', 'bottom']
        let box = one.getBoundingClientRect()
        if (box.width < 2 || box.height < 2) break
        let fixed = getComputedStyle(one).position === 'fixed'
        for (let up = one.parentElement; up && up !== document.documentElement && !fixed; up = up.parentElement) {
          const style = getComputedStyle(up)
          const edge = up.getBoundingClientRect()
          if (scrolls(style, axis)) box = edge
          else if (clips(style, axis) && (box[high] > edge[high] + 3 || box[low] < edge[low] - 3)) {
            found.add(`cut ${axis}: ${name(one)}`)
            break
          }
          fixed = style.position === 'fixed'
        }
        const room = axis === 'x' ? innerWidth : innerHeight
        const pageScrolls = axis === 'y' && !fixed && !clips(getComputedStyle(document.body), 'y') && document.scrollingElement.scrollHeight > innerHeight
        if (!pageScrolls && (box[high] > room + 3 || box[low] < -3)) found.add(`outside ${axis}: ${name(one)}`)
      }
    }
    for (const one of document.querySelectorAll('main, section, aside, div, ul, ol')) {
      if (one.scrollHeight > one.clientHeight + 40 && one.clientHeight > 0 && one.clientHeight < 90 && scrolls(getComputedStyle(one), 'y') && one.checkVisibility()) found.add(`only ${one.clientHeight} px high: ${name(one)}`)
    }
    return [...found].slice(0, 12)
  })

/** What a thumb misses on a phone: controls under 44 px, links within running text and what lies on a map excepted. */
export const small = (page) =>
  page.evaluate(() => {
    const found = new Set()
    for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=radio], [role=button]')) {
      const pressed = one.matches('input[type=checkbox], input[type=radio], input[type=file]') ? (one.closest('label') ?? one) : one
      if (one.closest('.maplibregl-map, .street-map, [inert]') || pressed.classList.contains('sr') || !pressed.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      const box = pressed.getBoundingClientRect()
      if (box.width < 2 || (one.tagName === 'A' && getComputedStyle(one).display === 'inline')) continue
      if (box.height < 43.5 || box.width < 43.5) found.add(`small ${Math.round(box.width)}×${Math.round(box.height)}: ${one.tagName.toLowerCase()}.${one.className} "${(one.getAttribute('aria-label') ?? pressed.innerText ?? '').replace(/\s+/g, ' ').slice(0, 24)}"`)
    }
    return [...found].slice(0, 12)
  })

/** Whether a screen says what it must when the server fails, waits or has nothing; "" when it does. */
export const silent = (page, state) =>
  page.evaluate((how) => {
    const seen = (what) => [...document.querySelectorAll(what)].some((one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 0)
    const text = (document.querySelector('main, .page, #app')?.innerText ?? '').trim()
    if (how === 'never') return seen('.bars, [role=status], progress, [aria-busy=true]') || text.length > 400 || location.pathname === '/m/me' ? '' : `no sign of waiting (${text.slice(0, 80)})`
    if (how === 'empty') return text.length > 40 || seen('.state') ? '' : `blank (${text})`
    return seen('.state, [role=alert], .red, [role=status] .bar') || /^\/m\/(me|report)$/.test(location.pathname) ? '' : `no word of the trouble (${text.replace(/\s+/g, ' ').slice(0, 120)})`
  }, state)
