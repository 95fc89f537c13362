// Every screen in Chinese and English, at both sizes, from a running demonstration: node tools/screens.mjs URL PASSWORD [FOLDER] [options]
// --only a,b these screens · --langs zh,en · --sizes desk,phone · --jobs 2 browsers at once · --resume leaves pictures of the last
// six hours as they are · --axe asks axe too, and how the page is read aloud · --size 640x360@2 another window, told of but not kept unless FOLDER is given ·
// --state 500|403|empty|never|offline how screens stand it when the server does so · --check only whether every address of the
// routers is in the list. Writes docs/guide/images/screens/<name>.<zh|en>.<desk|phone>.webp and docs/guide/screens.md.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { axe, complaints, Demo, DESK, launch, looks, PHONE, picture, ready, silent, small, unreachable, WALL, watched } from './screens/kit.mjs'
import { heard } from './screens/heard.mjs'
import { DESK_SCREENS, LINK_SCREENS, LOGIN_SCREENS, PHONE_SCREENS, prepare, uncovered, WALL_SCREENS } from './screens/list.mjs'

const flags = process.argv.slice(2)
const valued = (name) => (flags.includes(name) ? flags.splice(flags.indexOf(name), 2)[1] : null)
const plain = (name) => flags.includes(name) && flags.splice(flags.indexOf(name), 1).length > 0
const [only, langs, sizes] = ['--only', '--langs', '--sizes'].map((name) => valued(name)?.split(',') ?? null)
const [jobs, other, state] = [Number(valued('--jobs') ?? 2), valued('--size'), valued('--state')]
const [resume, asksAxe, check] = ['--resume', '--axe', '--check'].map(plain)
const FOLDER = fileURLToPath(new URL('../docs/guide/images/screens', import.meta.url))
const [base, password, folder = other || state ? null : FOLDER] = flags
const [QUALITY, WALL_QUALITY] = [50, 34]
const FRESH_MS = 6 * 3600_000

const lacking = uncovered()
for (const line of lacking) console.log(line)
if (check || lacking.length) process.exit(lacking.length ? 1 : 0)
if (!base || !password) {
  console.error('usage: node tools/screens.mjs URL PASSWORD [FOLDER] [--only a,b] [--axe] [--resume] …')
  process.exit(2)
}

/** {width, height, scale} of "640x360@2". */
function window_(text) {
  const [, width, height, scale] = /^(\d+)x(\d+)(?:@(\d+))?$/.exec(text)
  return { width: Number(width), height: Number(height), scale: Number(scale ?? 1) }
}
const SIZES = other ? { other: window_(other) } : { desk: DESK, phone: PHONE }
/** name, who, address with holes, what fills them, what is done then, query, sizes it is shown at. */
const ALL = [
  ...LOGIN_SCREENS.map((row) => [...row]),
  ...DESK_SCREENS.map(([name, who, path, ...rest]) => [name, who, `/desk${path}`, ...rest]),
  ...PHONE_SCREENS.map(([name, who, path, ...rest]) => [`phone-${name}`, who, `/m${path}`, ...rest]),
  ...WALL_SCREENS,
  ...Object.entries(LINK_SCREENS).map(([name, find]) => [`link-${name}`, '', '/l', async (demo) => ({ link: await find(demo) })]),
].filter(([name]) => !only || only.includes(name))
const shownAt = (name, size) => other || !sizes || sizes.includes(size) ? other || (size === 'phone' ? !name.startsWith('cockpit') : !name.startsWith('phone-')) : false
const viewportOf = (name, size) => (name.startsWith('cockpit') && !other ? WALL : SIZES[size])

const demo = new Demo(base, password)
let browser = null
const report = []
const say = (name, found) => {
  for (const line of found) console.log(`   ${name}: ${line}`)
  report.push(...found.map((line) => `${name}: ${line}`))
}

const addresses = {}
/** The address of a screen, its holes filled; null where the demonstration has nothing for it. */
async function addressOf([name, , path, fill, , query = '']) {
  if (!(name in addresses)) {
    addresses[name] = (async () => {
      const found = fill ? await fill(demo).catch((error) => (console.log(`   ${name}: ${error.message}`), null)) : {}
      if (fill && (!found || Object.values(found).some((value) => !value))) return null
      return found.link ?? path.replace(/:(\w+)\??(?=\/|$)/g, (_, hole) => encodeURIComponent(found[hole] ?? '')).replace(/\/+$/, '') + query
    })()
  }
  return addresses[name]
}

/** The server as it must not be: what a screen says then is looked at. */
async function troubled(context, lang) {
  const refused = lang === 'zh' ? '您的岗位不能做这一步' : 'Your post does not allow this step'
  const json = (status, body) => (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) })
  const EMPTY = { items: [], next: null, total: 0 }
  const answers = {
    500: json(500, { code: 'internal', title: 'internal', status: 500, detail: '', errors: [] }),
    403: json(403, { code: 'forbidden', title: refused, status: 403, detail: refused, errors: [] }),
    empty: async (route) => {
      const real = await route.fetch().catch(() => null)
      const body = await real?.json().catch(() => null)
      return Array.isArray(body?.items) ? route.fulfill({ json: { ...body, ...EMPTY } }) : real ? route.fulfill({ response: real }) : route.abort()
    },
    never: () => undefined,
    offline: (route) => route.abort('internetdisconnected'),
  }
  await context.route(/\/api\/(?!auth|stream)/, answers[state])
  if (state === 'offline') await context.route(/\/healthz$|\/api\/stream/, (route) => (route.request().isNavigationRequest() ? route.continue() : route.abort('internetdisconnected')))
}

async function shoot(page, quiet, row, lang, size) {
  const [name, , , , act] = row
  const title = `${name}.${lang}.${size}`
  const file = folder && `${folder}/${title}.webp`
  if (resume && file && existsSync(file) && Date.now() - statSync(file).mtimeMs < FRESH_MS) return
  const address = await addressOf(row)
  if (!address) return say(title, ['nothing in this demonstration to show'])
  await page.goto('about:blank')
  await page.goto(demo.base + address, { waitUntil: 'domcontentloaded' })
  const most = state === 'never' ? 6000 : state ? 12_000 : 30_000
  const found = []
  if (!(await ready(page, quiet, most)) && state !== 'never') found.push('never ready')
  if (act) {
    await act(page)
    await page.waitForTimeout(300)
    await ready(page, quiet, most)
  }
  found.push(...(await looks(page, lang)).filter((line) => !state || !line.startsWith('error:')))
  if (state) found.push(...[await silent(page, state)].filter(Boolean))
  if (other) found.push(...(await unreachable(page)))
  if (page.viewportSize().width < 600 && /^(phone|link|login)/.test(name) && !state) found.push(...(await small(page)))
  if (asksAxe) found.push(...(await axe(page)), ...(state ? [] : await heard(page, lang)))
  if (file) await picture(page, file, name.startsWith('cockpit') ? WALL_QUALITY : QUALITY)
  console.log(title)
  say(title, found)
}

/** The screens of one person in one language and size, in one browser context. */
async function group(who, lang, size, rows) {
  const viewport = viewportOf(rows[0][0], size)
  const context = await demo.context(browser, who, lang, viewport, viewport.scale ? { deviceScaleFactor: viewport.scale, isMobile: false } : {})
  if (state) await troubled(context, lang)
  const page = await context.newPage()
  const quiet = watched(page)
  page.on('pageerror', (error) => say(`${who} ${page.url()}`, [`page error ${error.message}`]))
  complaints(page, (line) => say(`${who} ${page.url()}`, [line]))
  if (who) {
    await page.goto(`${demo.base}/healthz`)
    await demo.speak(page, lang)
  }
  for (const row of rows) await shoot(page, quiet, row, lang, size).catch((error) => say(`${row[0]}.${lang}.${size}`, [`failed: ${error.message.split('\n')[0]}`]))
  await context.close()
}

/** An index for leafing through. */
function index() {
  const there = readdirSync(folder).filter((name) => name.endsWith('.webp'))
  const cell = (name) => (there.includes(`${name}.webp`) ? `![${name}](images/screens/${name}.webp)` : '')
  const shown = [...new Set(there.map((name) => name.split('.')[0]))].sort()
  const rows = shown.map((name) => `## ${name}\n\n| zh | en |\n|---|---|\n${['desk', 'phone'].filter((size) => cell(`${name}.zh.${size}`) || cell(`${name}.en.${size}`)).map((size) => `| ${cell(`${name}.zh.${size}`)} | ${cell(`${name}.en.${size}`)} |`).join('\n')}\n`)
  writeFileSync(fileURLToPath(new URL('../docs/guide/screens.md', import.meta.url)), `# 全部画面 · Every screen\n\n<!-- Written by tools/screens.mjs from a running demonstration; not edited by hand. -->\n\n${rows.join('\n')}`)
}

if (folder) mkdirSync(folder, { recursive: true })
const began = Date.now()
try {
  await prepare(demo)
  for (const lang of langs ?? ['zh', 'en']) {
    browser = await launch(!other, lang)
    const groups = new Map()
    for (const size of Object.keys(SIZES))
      for (const row of ALL.filter(([name]) => shownAt(name, size))) {
        const key = `${row[1]} ${size} ${row[0].startsWith('cockpit')}`
        groups.set(key, [...(groups.get(key) ?? []), [row, size]])
      }
    const waiting = [...groups.values()].sort((a, b) => b.length - a.length)
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await group(next[0][0][1], lang, next[0][1], next.map(([row]) => row)).catch((error) => console.log(error.stack))
    }
    await Promise.all(Array.from({ length: jobs }, work))
    await browser.close()
  }
  if (folder === FOLDER) index()
} finally {
  await browser?.close().catch(() => undefined)
}
console.log(`${Math.round((Date.now() - began) / 1000)} s; ${report.length} things to look at`)
