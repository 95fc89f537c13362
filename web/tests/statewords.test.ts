// Every screen goes through the shared words for waiting, failing and having nothing: read from the sources, so that none can do without.
import { describe, expect, it } from 'vitest'

const SOURCES = import.meta.glob('../src/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true }) as Record<string, string>
const files = Object.entries(SOURCES).map(([path, text]) => ({ path: path.replace('../src/', ''), text }))
const of = new Map(files.map((one) => [one.path, one.text]))
const vues = files.filter((one) => one.path.endsWith('.vue'))
/** The tags of a kind in a file; ">" within an arrow function ends none. */
const tags = (text: string, name: string): string[] => text.match(new RegExp(`<${name} (?:[^>]|=>)*>`, 'g')) ?? []

/** What a file imports of ours, followed as far as it goes. */
function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || !of.has(path)) return seen
  seen.add(path)
  const here = path.split('/').slice(0, -1)
  for (const [, from] of (of.get(path) ?? '').matchAll(/from '([^']+)'/g)) {
    const parts = from?.startsWith('@/') ? from.slice(2).split('/') : from?.startsWith('.') ? [...here, ...from.split('/')] : []
    const whole: string[] = []
    for (const part of parts) if (part === '..') whole.pop(); else if (part !== '.') whole.push(part)
    for (const end of ['', '.ts']) reach(whole.join('/') + end, seen)
  }
  return seen
}

/** Every page of the routers and of the links. */
const pages = ['console/router.ts', 'h5/router.ts', 'link/pages.ts'].flatMap((router) => [...(of.get(router) ?? '').matchAll(/import\('\.\/([^']+\.vue)'\)/g)].map(([, path]) => `${router.split('/')[0]}/${path}`))
/** They ask for nothing before there is something to show. */
const ASKS_NOTHING = new Set(['h5/Me.vue', 'h5/Report.vue'])

describe('every screen', () => {
  it('is found', () => expect(pages.length).toBeGreaterThan(60))
  it.each([...new Set(pages)].filter((page) => !ASKS_NOTHING.has(page)))('%s can wait and fail in words', (page) => {
    const all = [...reach(page)].map((path) => path.split('/').at(-1))
    const fails = all.some((name) => ['StateError.vue', 'StatePage.vue', 'NotNow.vue'].includes(name ?? ''))
    const waits = all.some((name) => ['StateLoading.vue', 'StatePage.vue'].includes(name ?? ''))
    expect({ fails, waits }).toEqual({ fails: true, waits: true })
  })
})

describe('the words of a failure', () => {
  const errors = vues.flatMap(({ path, text }) => tags(text, 'StateError').map((tag) => ({ path, tag })))
  it('of a deed are not those of a page', () => {
    const wrong = errors.filter(({ tag }) => /@retry="[^"]*(\.reset\(\)|\.mutate\()/.test(tag) && !/:title=| deed /.test(tag))
    expect(wrong).toEqual([])
  })
  it('never take away what is shown already: only what never came is an error of the page', () => {
    const wrong = errors.filter(({ tag }) => /v-(else-)?if="[\w.?]+\.isError\.value"/.test(tag) && tag.includes('refetch()') && !tag.includes(':kept'))
    expect(wrong).toEqual([])
  })
  it('are not for the office where a resident or a merchant reads', () => {
    const wrong = errors.filter(({ path, tag }) => path.startsWith('link/') && !/ deed[ />]/.test(tag))
    expect(wrong).toEqual([])
  })
})

it('an empty list says more than that it is empty: what it means, or that it is good so', () => {
  const bare = vues.flatMap(({ path, text }) => tags(text, 'StateEmpty').map((tag) => ({ path, tag }))).filter(({ tag }) => !/hint=| good[ />]|:good=/.test(tag))
  expect(bare.filter(({ tag }) => tag.endsWith('/>'))).toEqual([])
})

it('a file the server makes is fetched with its progress in sight', () => {
  const bare = vues.filter(({ path }) => !path.endsWith('FileLink.vue')).flatMap(({ path, text }) => tags(text, 'a').filter((tag) => / download[ />]/.test(tag) || /\.(xlsx|csv|docx|zip)\b/.test(tag)).map((tag) => `${path}: ${tag}`))
  expect(bare).toEqual([])
})
