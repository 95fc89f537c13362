// Takes a picture of a page in headless Chromium: node dev/shot.mjs <url> <file.png> [WIDTHxHEIGHT] [wait ms] [--login user:password] [--press selector]
// Prints what the page logged as warnings and errors, so that a refused script or a failing request does not stay unseen;
// with --axe also what axe finds against WCAG 2.2 AA.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const [url, file, size = '1920x1080', wait = '4000', ...flags] = process.argv.slice(2)
const [width, height] = size.split('x').map(Number)
const flag = (name) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : undefined)

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  const phone = width < 600
  const context = await browser.newContext({ viewport: { width, height }, locale: flag('--locale') ?? 'zh-CN', hasTouch: phone, isMobile: phone, deviceScaleFactor: 1, reducedMotion: flags.includes('--calm') ? 'reduce' : 'no-preference', colorScheme: flag('--scheme') ?? 'light' })
  const page = await context.newPage()
  page.on('console', (message) => ['warning', 'error'].includes(message.type()) && console.log(`[${message.type()}]`, message.text()))
  page.on('pageerror', (error) => console.log('[page error]', error.message))
  page.on('requestfailed', (request) => console.log('[failed]', request.url(), request.failure()?.errorText))
  const login = flag('--login')
  if (login) {
    const [username, password] = login.split(':')
    await page.goto(new URL('/login', url).href)
    await page.fill('#username', username)
    await page.fill('#password', password)
    await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('button[type=submit]')])
  }
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  await page.waitForTimeout(Number(wait))
  const press = flag('--press')
  if (press) {
    await page.click(press)
    await page.waitForTimeout(1500)
  }
  if (flags.includes('--axe')) {
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
    const found = await page.evaluate(() => globalThis.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
    for (const one of found.violations) console.log(`[axe ${one.impact}] ${one.id}: ${one.help}`, one.nodes.slice(0, 4).map((node) => node.target.join(' ')))
  }
  await page.screenshot({ path: file, fullPage: flags.includes('--full') })
} finally {
  await browser.close()
}
