// One design language, guarded: every page of the desk has its states and its right, and numbers and times are written in one place.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OPEN_TO_SEVERAL, verbOf } from '@/console/rooms'

const SRC = resolve(import.meta.dirname, '../src')
const read = (path: string): string => readFileSync(path, 'utf8')
const routes = [...read(join(SRC, 'console/router.ts')).matchAll(/path: '([^']+)'.*?import\('([^']+)'\)/g)].map((hit) => ({ path: hit[1] ?? '', page: join(SRC, 'console', hit[2] ?? '') }))

function reached(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || !existsSync(path)) return seen
  seen.add(path)
  for (const hit of read(path).matchAll(/from '([^']+\.vue)'/g)) {
    const named = hit[1] ?? ''
    reached(named.startsWith('@/') ? join(SRC, named.slice(2)) : resolve(dirname(path), named), seen)
  }
  return seen
}
function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? files(path) : /\.(ts|vue)$/.test(name) ? [path] : []
  })
}

describe('every page of the desk', () => {
  it('is there', () => expect(routes.length).toBeGreaterThan(40))
  it.each(routes)('$path tells loading, failure and nothing by the shared states', ({ page }) => {
    const parts = [...reached(page)].map((path) => path.slice(path.lastIndexOf('/') + 1))
    const shared = ['StateLoading.vue', 'StateError.vue', 'StateEmpty.vue'].filter((one) => parts.includes(one))
    expect(shared).toContain('StateError.vue')
    expect(shared).toContain('StateLoading.vue')
  })
  const guarded = routes.filter(({ path }) => !OPEN_TO_SEVERAL.some((room) => path.startsWith(room)))
  it.each(guarded)('$path says which right it needs', ({ path }) => expect(verbOf(path.replace(/:\w+/g, '1'))).toMatch(/^\w+\.\w+$/))
})

describe('numbers and times', () => {
  it('are written by locale in shared/format.ts and shared/time.ts alone', () => {
    const allowed = new Set(['shared/format.ts', 'shared/time.ts'].map((name) => join(SRC, name)))
    const raw = files(SRC).filter((path) => !allowed.has(path) && !path.endsWith('api-schema.d.ts') && /\bIntl\.|toLocale(String|DateString|TimeString)\(/.test(read(path)))
    expect(raw.map((path) => path.slice(SRC.length + 1))).toEqual([])
  })
})
