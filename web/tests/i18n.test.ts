// Both languages say the same things, every key the code names exists, and every file says what it is for.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { iconKnown } from '@/shared/icons'

const SRC = join(import.meta.dirname, '../src')

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? walk(path) : [path]
  })
}

type Tree = { [key: string]: Tree | string }
function keys(tree: Tree, prefix: string): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}.${key}`] : keys(value, `${prefix}.${key}`),
  )
}

function load(lang: string): Map<string, string[]> {
  const folder = join(SRC, 'locales', lang)
  return new Map(
    readdirSync(folder).sort().map((file) => {
      const area = file.replace('.json', '')
      return [area, keys(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Tree, area).sort()]
    }),
  )
}

const zh = load('zh')
const en = load('en')
const known = new Set([...zh.values()].flat())
const code = walk(SRC).filter((path) => /\.(ts|vue)$/.test(path) && !path.endsWith('api-schema.d.ts'))

describe('words', () => {
  it('stand in the same files in both languages', () => expect([...en.keys()]).toEqual([...zh.keys()]))

  it.each([...zh.keys()])('%s has the same keys in both languages', (area) => expect(en.get(area)).toEqual(zh.get(area)))

  it('are all there: no key used in code is missing', () => {
    const missing: string[] = []
    for (const path of code) {
      const text = readFileSync(path, 'utf8')
      for (const [, key = ''] of text.matchAll(/\bt\(\s*['"]([\w.-]+)['"]/g)) if (!known.has(key)) missing.push(`${path}: ${key}`)
      // t(`area.part.${x}`): at least one key must start with the fixed part.
      for (const [, start = ''] of text.matchAll(/\bt\(\s*`([\w.-]+)\$\{/g)) {
        if (![...known].some((key) => key.startsWith(start))) missing.push(`${path}: ${start}…`)
      }
    }
    expect(missing).toEqual([])
  })

  it('are all used: no key stands there for nothing', () => {
    const all = code.map((path) => readFileSync(path, 'utf8')).join('\n')
    const built = [...all.matchAll(/`([\w-]+\.[\w.-]*)\$\{/g)].map((m) => m[1] ?? '')
    // <area>.title is the title of the page (shared/i18n.ts).
    expect([...known].filter((key) => !/^\w+\.title$/.test(key) && !all.includes(key) && !built.some((start) => key.startsWith(start)))).toEqual([])
  })

  it('use the same parameters in both languages', () => {
    const params = (lang: string): Record<string, string[]> => {
      const found: Record<string, string[]> = {}
      const visit = (tree: Tree, prefix: string): void => {
        for (const [key, value] of Object.entries(tree)) {
          if (typeof value !== 'string') visit(value, `${prefix}.${key}`)
          else found[`${prefix}.${key}`] = [...new Set([...value.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''))].sort()
        }
      }
      for (const file of readdirSync(join(SRC, 'locales', lang))) {
        visit(JSON.parse(readFileSync(join(SRC, 'locales', lang, file), 'utf8')) as Tree, file.replace('.json', ''))
      }
      return found
    }
    expect(params('en')).toEqual(params('zh'))
  })
})

describe('icons', () => {
  it('that the server names are all shipped', () => {
    const named = walk(join(SRC, '../../weige')).filter((path) => path.endsWith('.toml'))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/\bicon\s*=\s*"([\w-]+)"/g)].map((m) => m[1] ?? ''))
    expect([...new Set(named)].filter((name) => !iconKnown(name))).toEqual([])
  })
})

describe('files', () => {
  it('begin with a line that says what they are for', () => {
    const silent = walk(SRC)
      .filter((path) => /\.(ts|vue|css)$/.test(path) && !path.endsWith('api-schema.d.ts'))
      .filter((path) => !/^(\/\/|\/\*|<!--) ?\S/.test(readFileSync(path, 'utf8')))
    expect(silent).toEqual([])
  })
})
