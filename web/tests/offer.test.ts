// The offer's editor: what an edit sets, what it changed, and the order of questions.
import { describe, expect, it } from 'vitest'
import { changed, moved, offeredOf, question, type Service } from '@/console/open311/types'

const ROW = { code: 'x', version: 3, matter: '09005', matter_zh: '店外经营', matter_en: 'Goods', requests: 2, name_zh: '一', name_en: 'One', description_zh: '', description_en: '', group_zh: '', group_en: '', keywords: ['a'], attributes: [{ code: 'q', datatype: 'string', zh: '问', en: 'Ask' }], publish: 'own', order: 1, active: true } as unknown as Service

describe('the offer', () => {
  it('edits a copy with every question complete', () => {
    const found = offeredOf(ROW)
    expect(found).not.toHaveProperty('version')
    expect(found.attributes[0]).toEqual({ ...question(), code: 'q', zh: '问', en: 'Ask' })
    found.keywords.push('b')
    expect(ROW.keywords).toEqual(['a'])
    expect(offeredOf({ order: 9 })).toMatchObject({ order: 9, active: true, publish: 'own' })
  })
  it('names what an edit changed', () => {
    const after = offeredOf(ROW)
    expect(changed({ at: '', by: '', before: { ...after, order: 2 }, after })).toEqual(['order'])
    expect(changed({ at: '', by: '', before: {}, after })).toContain('name_zh')
  })
  it('moves within the list only', () => {
    expect(moved([1, 2, 3], 0, 1)).toEqual([2, 1, 3])
    expect(moved([1, 2, 3], 0, -1)).toEqual([1, 2, 3])
    expect(moved([1, 2, 3], 2, 1)).toEqual([1, 2, 3])
  })
})
