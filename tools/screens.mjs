// Every screen in Chinese and English, at both sizes, from a running demonstration: node tools/screens.mjs URL PASSWORD [FOLDER] [--only a,b]
// Writes docs/guide/images/screens/<name>.<zh|en>.<desk|phone>.webp; small on purpose (quality 60), for leafing through.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core')
const flags = process.argv.slice(2)
const only = flags.includes('--only') ? flags.splice(flags.indexOf('--only'), 2)[1].split(',') : null
const [base, password, folder = fileURLToPath(new URL('../docs/guide/images/screens', import.meta.url))] = flags
if (!base || !password) {
  console.error('usage: node tools/screens.mjs URL PASSWORD [FOLDER] [--only name,name]')
  process.exit(2)
}
const SIZES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
const QUALITY = 60
const SETTLE_MS = Number(process.env.SETTLE_MS ?? 3500)

/** name: who looks at which address; phone pages are shown on the phone only, the others at both sizes. */
const SCREENS = {
  login: ['', '/login'],
  cockpit: ['duty', '/cockpit'],
  cases: ['dispatcher', '/desk/cases'],
  warnings: ['duty', '/desk/warnings'],
  devices: ['duty', '/desk/devices'],
  scenarios: ['duty', '/desk/scenarios'],
  evaluation: ['duty', '/desk/evaluation'],
  posters: ['duty', '/desk/offer'],
  'phone-today': ['squad1', '/m'],
  'phone-report': ['worker08', '/m/report'],
  'phone-segment': ['segment08', '/m/segment'],
  'phone-help': ['segment08', '/m/help'],
  'phone-me': ['worker08', '/m/me'],
  'phone-notices': ['worker08', '/m/notices'],
  'phone-resident': ['resident', '/m'],
  'phone-merchant': ['merchant', '/m'],
}

const browser = await chromium.launch({
  executablePath: process.env.WEIGE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})

/** Somebody's browser in one language and size; the account is told the language too, because pages follow it. */
async function as(username, lang, viewport) {
  const phone = viewport.width < 600
  const context = await browser.newContext({
    viewport, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce',
    permissions: ['geolocation'], geolocation: { longitude: 121.4851, latitude: 31.2372 },
  })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log(`[page error] ${username}: ${error.message}`))
  if (!username) return page
  await page.goto(`${base}/login`, { waitUntil: 'domcontentloaded' })
  await page.fill('#username', username)
  await page.fill('#password', password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
  await page.evaluate(async (language) => {
    const token = document.cookie.split('; ').find((part) => part.startsWith('weige_csrf='))?.split('=')[1] ?? ''
    await fetch('/api/auth/language', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }, body: JSON.stringify({ language }) })
  }, lang)
  return page
}
async function shoot(page, name) {
  await page.waitForTimeout(SETTLE_MS)
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  const bytes = Buffer.from(data, 'base64')
  writeFileSync(`${folder}/${name}.webp`, bytes)
  console.log(`${name}.webp ${Math.round(bytes.length / 1024)} kB`)
}

mkdirSync(folder, { recursive: true })
try {
  for (const lang of ['zh', 'en'])
    for (const [size, viewport] of Object.entries(SIZES))
      for (const [name, [username, path]] of Object.entries(SCREENS)) {
        if ((only && !only.includes(name)) || (name.startsWith('phone-') && size !== 'phone')) continue
        const page = await as(username, lang, viewport)
        await page.goto(base + path, { waitUntil: 'domcontentloaded' })
        await shoot(page, `${name}.${lang}.${size}`)
        await page.context().close()
      }
} finally {
  await browser.close()
}
