// The phone's own logic: what waits to be sent survives everything, photos shrink, the thumb gets the next move.
import { describe, expect, it, vi } from 'vitest'
import { MOST_AGE_MS, usable } from '@/h5/keep'
import { evidenceKind, onPhone } from '@/h5/moves'
import { mayTakeBack, Outbox, type Kept, type Sender, type Shelf } from '@/h5/outbox'
import { refusedOf, withKept } from '@/h5/records'
import type { Paper } from '@/shared/enforce/types'
import { metresBetween, roughly } from '@/h5/place'
import { within } from '@/h5/shrink'
import { ApiProblem } from '@/shared/api'
import { primaryOf } from '@/shared/cases/moves'
import type { Action, ActionField } from '@/shared/cases/types'

const offline = (): ApiProblem => new ApiProblem({ status: 0, code: 'offline' })
const refusal = (): ApiProblem => new ApiProblem({ status: 409, code: 'case_ended', detail: '已经办结' })
const photo = new Blob(['x'], { type: 'image/jpeg' })

function memory(before: Kept[] = []): Shelf & { rows: Map<string, Kept> } {
  const rows = new Map(before.map((item) => [item.id, item]))
  return { rows, all: async () => [...rows.values()], put: async (item) => void rows.set(item.id, item), drop: async (id) => void rows.delete(id) }
}
type Fn = ReturnType<typeof vi.fn>
function sender(): Sender & Record<'report' | 'photo' | 'draft' | 'seen' | 'issue', Fn> {
  return { report: vi.fn(async () => ({ id: 'c9', number: '20261121-0009' })), photo: vi.fn(async () => undefined), draft: vi.fn(async () => ({ id: 'p1' })), seen: vi.fn(async () => undefined), issue: vi.fn(async () => ({ number: '告字第1号' })) } as never
}
const item = (id: string, more: Partial<Kept> = {}): Kept => ({ id, user: 1, kind: 'photo', at: 1, state: 'kept', caseId: 'c1', number: '1', evidence: 'after', body: {}, photos: [photo], why: '', ...more })
const made = (id: string, more: Partial<Kept> = {}): Omit<Kept, 'state' | 'why' | 'user'> => {
  const { kind, at, caseId, number, evidence, body, photos } = item(id, more)
  return { id, kind, at, caseId, number, evidence, body, photos }
}

describe('outbox', () => {
  it('sends at once and forgets what the server has', async () => {
    const shelf = memory(), send = sender(), done = vi.fn()
    const box = new Outbox(shelf, send, done)
    await box.open(1)
    await box.add(made('a'))
    expect(send.photo).toHaveBeenCalledWith('c1', photo, 'after', expect.any(Function))
    expect(box.items.value.map((one) => one.state)).toEqual(['sent'])
    expect(shelf.rows.size).toBe(0)
    expect(done).toHaveBeenCalledOnce()
  })
  it('keeps what finds no server, and sends it when asked again', async () => {
    const shelf = memory(), send = sender()
    send.photo.mockRejectedValueOnce(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('a'))
    expect([box.items.value[0]?.state, shelf.rows.has('a')]).toEqual(['kept', true])
    await box.flush()
    expect([box.items.value[0]?.state, shelf.rows.size]).toEqual(['sent', 0])
  })
  it('sends an emergency duty once under its press, after the network is back, and holds what follows a refused one', async () => {
    const send = Object.assign(sender(), { duty: vi.fn(async () => undefined) })
    send.duty.mockRejectedValueOnce(offline() as never)
    const box = new Outbox(memory(), send)
    await box.open(1)
    const press = { ...made('p1', { kind: 'duty', caseId: null, photos: [], body: { count: 41 } }), duty: { id: 7, code: 'done', label: '完成' } }
    await box.add(press)
    expect(box.items.value[0]?.state).toBe('kept')
    await box.flush()
    await box.flush()
    expect(send.duty.mock.calls).toEqual([[7, 'done', { count: 41, sent: 'p1' }], [7, 'done', { count: 41, sent: 'p1' }]])
    expect(box.items.value[0]?.state).toBe('sent')
  })
  it('says what the phone has no room for until it is stored or sent', async () => {
    const shelf = memory(), send = sender()
    const put = vi.spyOn(shelf, 'put').mockRejectedValue(new DOMException('full', 'QuotaExceededError'))
    send.photo.mockRejectedValue(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('a'))
    await box.add(made('b'))
    expect([box.items.value.map((one) => one.state), [...box.loose.value]]).toEqual([['kept', 'kept'], ['a', 'b']])
    await box.drop('b')
    expect([...box.loose.value]).toEqual(['a'])
    put.mockRestore()
    send.photo.mockResolvedValue(undefined)
    await box.flush()
    expect([box.items.value.map((one) => one.state), box.loose.value.size]).toEqual([['sent'], 0])
  })
  it('survives a closed browser, also in the middle of sending', async () => {
    const send = sender()
    const box = new Outbox(memory([item('a', { state: 'sending' })]), send)
    await box.open(1)
    expect(send.photo).toHaveBeenCalledOnce()
    expect(box.items.value[0]?.state).toBe('sent')
  })
  it('gives back what still waits: a report as a draft, the last press of a case, never what went', async () => {
    const send = Object.assign(sender(), { move: vi.fn(async () => 2) })
    send.report.mockRejectedValue(offline())
    const shelf = memory()
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('r', { kind: 'report', caseId: null, body: { text: '垃圾' } }))
    const press = (id: string) => ({ ...made(id, { kind: 'move', caseId: 'c1', photos: [] }), move: { code: 'start', label_zh: '', label_en: '', version: 1, sent: id } })
    await box.add(press('m1'))
    await box.add(press('m2'))
    expect(box.items.value.map((one) => [one.id, one.state, mayTakeBack(one, box.items.value)])).toEqual([['r', 'kept', true], ['m1', 'kept', false], ['m2', 'kept', true]])
    await box.takeBack('m1')
    await box.takeBack('m2')
    await box.takeBack('r')
    expect(box.items.value.map((one) => [one.id, one.state, one.photos.length])).toEqual([['r', 'draft', 1], ['m1', 'kept', 0]])
    expect(shelf.rows.get('r')?.state).toBe('draft')
    send.report.mockResolvedValue({ id: 'c9', number: '9' })
    await box.flush()
    expect([send.move.mock.calls.length, box.items.value.map((one) => one.state)]).toEqual([1, ['draft', 'sent']])
    await box.takeBack('m1')
    expect(box.items.value.at(-1)?.state).toBe('sent')
  })
  it('sends what a closed browser left in the order it was pressed, whatever it is called', async () => {
    const send = sender()
    const left = [item('a', { at: 3, caseId: 'third' }), item('b', { at: 1, caseId: 'first' }), item('c', { at: 2, caseId: 'second' })]
    await new Outbox(memory(left), send).open(1)
    expect(send.photo.mock.calls.map(([id]) => id as string)).toEqual(['first', 'second', 'third'])
  })
  it('does not report twice when only a photo is left', async () => {
    const shelf = memory(), send = sender()
    send.photo.mockResolvedValueOnce(undefined).mockRejectedValueOnce(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('a', { kind: 'report', caseId: null, number: '', photos: [photo, photo], body: { dedupe_key: 'k' } }))
    expect(shelf.rows.get('a')).toMatchObject({ caseId: 'c9', number: '20261121-0009' })
    expect(shelf.rows.get('a')?.photos).toHaveLength(1)
    await box.flush()
    expect(send.report).toHaveBeenCalledOnce()
    expect(send.photo).toHaveBeenCalledTimes(3)
    expect(box.items.value[0]).toMatchObject({ state: 'sent', caseId: 'c9' })
  })
  it('numbers a paper only at the server, once, however often the line breaks', async () => {
    const shelf = memory(), send = sender()
    send.issue.mockRejectedValueOnce(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('p', { kind: 'paper', body: { id: 'p1', case: 'c1', kind: 'notice', values: {}, issue: true } }))
    expect(box.items.value[0]).toMatchObject({ state: 'kept', number: '1', photos: [] })
    await box.flush()
    expect(send.draft).toHaveBeenNthCalledWith(2, { id: 'p1', case: 'c1', kind: 'notice', values: {} })
    expect(send.seen).toHaveBeenCalledOnce()
    expect(box.items.value[0]).toMatchObject({ state: 'sent', number: '告字第1号' })
    expect(send.photo).not.toHaveBeenCalled()
  })
  it('keeps an order as a draft: somebody else must review it', async () => {
    const send = sender()
    const box = new Outbox(memory(), send)
    await box.open(1)
    await box.add(made('o', { kind: 'paper', photos: [], body: { id: 'p2', case: 'c1', kind: 'order', values: {}, issue: false } }))
    expect([send.draft.mock.calls.length, send.issue.mock.calls.length]).toEqual([1, 0])
  })
  it('shows a refusal with the server’s words, goes on with the next, and leaves the choice to the person', async () => {
    const shelf = memory(), send = sender()
    send.photo.mockRejectedValueOnce(refusal())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await Promise.all([box.add(made('a')), box.add(made('b', { caseId: 'c2' }))])
    await box.flush()
    expect(box.items.value.map((one) => [one.id, one.state, one.why])).toEqual([['a', 'refused', '已经办结'], ['b', 'sent', '']])
    await box.flush()
    expect(send.photo).toHaveBeenCalledTimes(2)
    await box.retry('a')
    expect(box.items.value[0]?.state).toBe('sent')
    await box.drop('a')
    expect(box.items.value).toHaveLength(1)
  })
  it('never sends what another person left on the same phone', async () => {
    const shelf = memory([item('a', { user: 2 })]), send = sender()
    const box = new Outbox(shelf, send)
    await box.open(1)
    expect(send.photo).not.toHaveBeenCalled()
    expect(shelf.rows.has('a')).toBe(true)
  })
  it('keeps in memory what the phone has no room for', async () => {
    const shelf = memory(), send = sender()
    shelf.put = () => Promise.reject(new Error('quota'))
    send.photo.mockRejectedValueOnce(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    await box.add(made('a'))
    expect(box.items.value[0]?.state).toBe('kept')
  })
  it('runs once at a time', async () => {
    const send = sender()
    const box = new Outbox(memory([item('a')]), send)
    await Promise.all([box.open(1), box.flush(), box.flush()])
    expect(send.photo).toHaveBeenCalledOnce()
  })
})

describe('what was read', () => {
  it('is shown for three days and not longer', () => {
    const now = 1e12
    const kept = [{ key: 'a', data: 1, at: now - 1000 }, { key: 'b', data: 1, at: now - MOST_AGE_MS - 1 }]
    expect(usable(kept, now).map((one) => one.key)).toEqual(['a'])
  })
})

describe('photos', () => {
  it('fit into 1600 px in their own shape and are never enlarged', () => {
    expect(within(4032, 3024)).toEqual({ width: 1600, height: 1200 })
    expect(within(900, 4000)).toEqual({ width: 360, height: 1600 })
    expect(within(800, 600)).toEqual({ width: 800, height: 600 })
    expect(within(9000, 1)).toEqual({ width: 1600, height: 1 })
  })
})

describe('moves under the thumb', () => {
  const field = (kind: ActionField['kind'], required = true): ActionField => ({ name: kind, kind, required, choices: [], label_zh: '', label_en: '' })
  const action = (move: string, fields: ActionField[] = [], more: Partial<Action> = {}): Action => ({ move, allowed: true, missing: [], fields, label_zh: '', label_en: '', ...more })
  it('leave out what needs the desk', () => {
    const list = [action('start'), action('dispatch', [field('target')]), action('ask_verify', [field('post')]), action('send_check', [field('post', false)]), action('close', [field('tick')]), action('void', [], { allowed: false })]
    expect(onPhone(list).map((one) => one.move)).toEqual(['start', 'send_check', 'close'])
  })
  it('begin with arriving, then finishing, then checking, even when something is missing', () => {
    const finish = action('finish', [], { allowed: false, missing: [{ code: 'guard_after_photo', text_zh: '还差', text_en: '' }] })
    expect(primaryOf([action('return'), finish])?.move).toBe('finish')
    expect(primaryOf([action('self_corrected'), action('start')])?.move).toBe('start')
    expect(primaryOf([action('return')])).toBeNull()
  })
  it('say what a photo shows', () => {
    expect(evidenceKind('dispatched', [action('start'), action('self_corrected')])).toBe('before')
    expect(evidenceKind('handling', [action('finish')])).toBe('after')
    expect(evidenceKind('checking', [action('pass_check')])).toBe('check')
    expect(evidenceKind('dispatched', [action('self_corrected')])).toBe('after')
    expect(evidenceKind('reported', [])).toBe('')
  })
})

describe('distances', () => {
  it('are as rough as a phone knows them', () => {
    expect(roughly(123)).toEqual({ n: 120, unit: 'm' })
    expect(roughly(1430)).toEqual({ n: 1.4, unit: 'km' })
    expect(roughly(metresBetween({ lon: 121.48, lat: 31.23 }, { lon: 121.48, lat: 31.24 }))).toEqual({ n: 1.1, unit: 'km' })
  })
})

describe('a work record', () => {
  const step = (id: string, code: string, more: Partial<Kept> = {}): Kept => item(id, { kind: 'step', evidence: 'signature', photos: [], step: { paper: 'p1', code, label_zh: code, label_en: code, version: 2, sent: id }, ...more })
  const typed = (id: string, values: Record<string, string>): Kept => step(id, 'edit', { body: { values } })
  const kept = (one: Kept): Omit<Kept, 'state' | 'why' | 'user'> => ({ ...made(one.id, one), ...(one.step ? { step: one.step } : {}) })
  function hands() {
    let version = 2
    return Object.assign(sender(), { keep: vi.fn(async () => ({ number: '走访〔2026〕第1号', version: 5 })), step: vi.fn(async () => (version += 1)), file: vi.fn(async () => 77), paperVersion: vi.fn(async () => 9) })
  }
  const paper = (more = {}) => ({ id: 'p1', version: 2, editable: true, missing: [{ field: 'found', message: '要填' }], fields: [{ key: 'found', sealed: true, value: '' }, { key: 'mode', sealed: false, value: '' }], actions: [{ code: 'keep', allowed: false, missing: ['还没填全'] }, { code: 'void', allowed: true, missing: [] }], ...more }) as unknown as Paper

  it('written without a network is drafted under its own id, pictured and numbered once, however often the line breaks', async () => {
    const send = hands()
    send.keep.mockRejectedValueOnce(offline())
    const box = new Outbox(memory(), send)
    await box.open(1)
    await box.add(kept(item('r', { kind: 'paper', body: { id: 'p1', case: 'c1', kind: 'visit', values: { mode: 'home' }, keep: true } })))
    expect(box.items.value[0]).toMatchObject({ state: 'kept', photos: [] })
    await box.flush()
    expect(send.draft).toHaveBeenNthCalledWith(2, { id: 'p1', case: 'c1', kind: 'visit', values: { mode: 'home' } })
    expect(send.seen).toHaveBeenCalledOnce()
    expect([send.keep.mock.calls.length, send.issue.mock.calls.length, send.photo.mock.calls.length]).toEqual([2, 0, 0])
    expect(box.items.value[0]).toMatchObject({ state: 'sent', number: '走访〔2026〕第1号' })
  })
  it('is changed, signed and finished in that order, each on the version the one before made, its signature with it', async () => {
    const send = hands(), drawn = new Blob(['s'], { type: 'image/png' })
    send.step.mockRejectedValueOnce(offline()).mockRejectedValueOnce(offline()).mockRejectedValueOnce(offline())
    const box = new Outbox(memory(), send)
    await box.open(1)
    for (const one of [typed('a', { mode: 'home' }), step('b', 'sign', { body: { signer: 'party', receiver: '店主' }, photos: [drawn] }), step('c', 'finish')]) await box.add(kept(one))
    expect(box.items.value.map((one) => one.state)).toEqual(['kept', 'kept', 'kept'])
    send.step.mockClear()
    await box.flush()
    expect(send.step.mock.calls).toEqual([
      ['p1', 'edit', { values: { mode: 'home' }, version: 2 }],
      ['p1', 'sign', { signer: 'party', receiver: '店主', signature: [77], version: 3, sent: 'b' }],
      ['p1', 'finish', { version: 4, sent: 'c' }],
    ])
    expect(send.file).toHaveBeenCalledWith('p1', drawn, 'signature')
    expect(send.photo).not.toHaveBeenCalled()
  })
  it('that somebody else changed meanwhile says so, holds what follows, and is done on the new version when asked', async () => {
    const send = hands()
    send.step.mockRejectedValueOnce(new ApiProblem({ status: 409, code: 'enforcement_changed', title: '这份文件刚被改过，请看过新内容再做' }))
    const box = new Outbox(memory(), send)
    await box.open(1)
    await Promise.all([box.add(kept(typed('a', { mode: 'home' }))), box.add(kept(step('b', 'finish'))), box.add(made('c'))])
    await box.flush()
    expect(box.items.value.map((one) => [one.id, one.state, one.why])).toEqual([['a', 'refused', '这份文件刚被改过，请看过新内容再做'], ['b', 'kept', ''], ['c', 'sent', '']])
    await box.retry('a')
    expect(send.step.mock.calls.at(-2)).toEqual(['p1', 'edit', { values: { mode: 'home' }, version: 9 }])
    expect(box.items.value.map((one) => one.state)).toEqual(['sent', 'sent', 'sent'])
  })
  it('stands on the phone as it will: filled in, nothing missing, ready for its number; what is sealed stays covered', () => {
    const row = withKept(paper(), [typed('a', { found: '独居', mode: 'home' })])
    expect(row.fields.map((field) => field.value)).toEqual(['••••', 'home'])
    expect(row.missing).toEqual([])
    expect(row.actions.map((action) => [action.code, action.allowed])).toEqual([['keep', true], ['void', true]])
    expect(withKept(paper(), [typed('a', { mode: 'home' })]).actions[0]?.allowed).toBe(false)
  })
  it('that was refused shows what stands at the server, and beside it what was typed here', () => {
    const steps = [typed('a', { mode: 'home' })].map((one) => ({ ...one, state: 'refused' as const }))
    expect(withKept(paper(), steps).fields.map((field) => field.value)).toEqual(['', ''])
    expect(refusedOf(steps)).toEqual({ mode: 'home' })
    expect(refusedOf([typed('b', { mode: 'phone' })])).toEqual({})
  })
  it('is neither changed nor numbered twice while its number waits', () => {
    const row = withKept(paper(), [typed('a', { found: '独居' }), step('b', 'keep')])
    expect([row.editable, row.actions.map((action) => action.code)]).toEqual([false, ['void']])
    expect(withKept(paper(), [step('b', 'keep', { state: 'sent' })]).editable).toBe(true)
  })
})
