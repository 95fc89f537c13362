// The phone without a network: presses wait in their order, a conflict holds what follows it, drafts wait for their writer, the way is laid out.
import { describe, expect, it, vi } from 'vitest'
import { takenNow, takenOf, withTaken } from '@/h5/exif'
import { ahead, covered, wantsPhoto } from '@/h5/field'
import { newId } from '@/shared/newId'
import { Outbox, type Kept, type Sender, type Shelf } from '@/h5/outbox'
import { byDue, lengthOf, walked } from '@/h5/route'
import { joined } from '@/h5/speech'
import { ApiProblem } from '@/shared/api'
import type { Action } from '@/shared/cases/types'
import { added } from '@/shared/effort'
import type { CaseClock } from '@/shared/types'

const offline = (): ApiProblem => new ApiProblem({ status: 0, code: 'offline' })
const faster = (): ApiProblem => new ApiProblem({ status: 409, code: 'case_changed', detail: '刚由别人办了' })
const jpeg = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])], { type: 'image/jpeg' })

function memory(): Shelf & { rows: Map<string, Kept> } {
  const rows = new Map<string, Kept>()
  return { rows, all: async () => [...rows.values()], put: async (item) => void rows.set(item.id, item), drop: async (id) => void rows.delete(id) }
}
function sender(): Sender & Record<'report' | 'photo' | 'move' | 'version', ReturnType<typeof vi.fn>> {
  let version = 3
  return { report: vi.fn(async () => ({ id: 'c9', number: '9' })), photo: vi.fn(async () => undefined), move: vi.fn(async () => (version += 1)), version: vi.fn(async () => 8) } as never
}
type New = Omit<Kept, 'state' | 'why' | 'user'>
const press = (id: string, code: string, body = {}, version = 3): New => ({ id, kind: 'move', at: 1, caseId: 'c1', number: '1', evidence: '', body, photos: [], move: { code, label_zh: code, label_en: code, version, sent: id } })
const photo = (id: string): New => ({ id, kind: 'photo', at: 1, caseId: 'c1', number: '1', evidence: 'after', body: {}, photos: [jpeg] })

describe('a shift without a network', () => {
  it('keeps arriving, photo and finishing in their order and sends each on the version the one before made', async () => {
    const shelf = memory(), send = sender()
    send.move.mockRejectedValueOnce(offline()).mockRejectedValueOnce(offline()).mockRejectedValueOnce(offline())
    const box = new Outbox(shelf, send)
    await box.open(1)
    for (const item of [press('a', 'start'), photo('b'), press('d', 'finish', { outcome: 'solved' })]) await box.add(item)
    expect(box.items.value.map((item) => item.state)).toEqual(['kept', 'kept', 'kept'])
    expect(shelf.rows.size).toBe(3)
    send.move.mockClear()
    await box.flush()
    expect(box.items.value.map((item) => item.state)).toEqual(['sent', 'sent', 'sent'])
    expect(send.move.mock.calls).toEqual([['c1', 'start', { version: 3, sent: 'a' }], ['c1', 'finish', { outcome: 'solved', version: 4, sent: 'd' }]])
    expect(shelf.rows.size).toBe(0)
  })
  it('tells a conflict, holds what follows it, and does it all the same when asked', async () => {
    const send = sender()
    send.move.mockRejectedValueOnce(faster())
    const box = new Outbox(memory(), send)
    await box.open(1)
    await Promise.all([box.add(press('a', 'start')), box.add(press('b', 'finish'))])
    await box.flush()
    expect(box.items.value.map((item) => [item.state, item.why])).toEqual([['refused', '刚由别人办了'], ['kept', '']])
    await box.retry('a')
    expect(send.move.mock.calls.map((call) => [call[1], (call[2] as { version: number }).version])).toEqual([['start', 3], ['start', 8], ['finish', 4]])
  })
  it('goes on when the person gives the refused step up', async () => {
    const send = sender()
    send.move.mockRejectedValueOnce(faster())
    const box = new Outbox(memory(), send)
    await box.open(1)
    await Promise.all([box.add(press('a', 'start')), box.add(press('b', 'finish'))])
    await box.drop('a')
    await box.flush()
    expect(box.items.value.map((item) => [item.id, item.state])).toEqual([['b', 'sent']])
  })
  it('never sends a draft, and a draft sent is one report', async () => {
    const shelf = memory(), send = sender()
    const box = new Outbox(shelf, send)
    await box.open(1)
    const sheet: New = { id: 's', kind: 'report', at: 1, caseId: null, number: '', evidence: 'before', body: { text: '满' }, photos: [] }
    await box.add(sheet, 'draft')
    await box.add({ ...sheet, body: { text: '满了' } }, 'draft')
    await box.flush()
    expect(send.report).not.toHaveBeenCalled()
    expect([...shelf.rows.values()].map((item) => item.body['text'])).toEqual(['满了'])
    await box.add({ ...sheet, body: { text: '满了' } })
    expect(send.report).toHaveBeenCalledOnce()
    expect(box.items.value).toHaveLength(1)
  })
})

describe('how a case will stand', () => {
  const action = (move: string, more: Partial<Action> = {}): Action => ({ move, allowed: true, missing: [], fields: [], label_zh: '', label_en: '', ...more })
  const finish = action('finish', { allowed: false, missing: [{ code: 'guard_after_photo', text_zh: '', text_en: '' }] })
  const kept = (item: New): Kept => ({ ...item, user: 1, state: 'kept', why: '' })
  it('follows from the presses kept here', () => {
    const actions = [action('start', { then: [finish] }), action('return')]
    expect(ahead('dispatched', actions, [kept(press('a', 'start'))])).toEqual({ state: 'handling', actions: [finish], kept: true })
    expect(ahead('dispatched', actions, [{ ...kept(press('a', 'start')), state: 'sent' }]).state).toBe('dispatched')
    expect(ahead('handling', [finish], [kept(press('a', 'start'))])).toMatchObject({ state: 'handling', kept: false })
  })
  it('asks for the photo first and takes one that waits here', () => {
    expect(wantsPhoto(finish)).toBe(true)
    expect(covered(finish, [kept(photo('b'))], 500)).toBe(true)
    expect(covered(finish, [{ ...kept(photo('b')), state: 'refused' }], 500)).toBe(false)
    expect(covered(action('finish'), [kept(photo('b'))], 500)).toBe(false)
    // Sent since the case was read: the button does not turn back until it is read again; then the case itself says.
    expect(covered(finish, [{ ...kept(photo('b')), state: 'sent', sentAt: 600 }], 500)).toBe(true)
    expect(covered(finish, [{ ...kept(photo('b')), state: 'sent', sentAt: 400 }], 500)).toBe(false)
  })
  it('names a press also without https', () => expect(newId()).toMatch(/^[0-9a-f-]{32,36}$/))
})

describe('the way', () => {
  const clock = (minutes: number): CaseClock => ({ state: 'ample', share: 0.1, due_at: null, paused: false, remaining_seconds: minutes * 60, as_of: '1970-01-01T00:00:00Z' }) as unknown as CaseClock
  const stop = (name: string, east: number, minutes: number): { name: string; lon: number; lat: number; clock: CaseClock } => ({ name, lon: 121.48 + east / 95_000, lat: 31.23, clock: clock(minutes) })
  const stops = [stop('far', 900, 600), stop('near', 100, 900), stop('urgent', 500, 20), stop('mid', 400, 700)]
  it('goes to what is nearly due, then always to the nearest next', () => {
    expect(walked(stops, { lon: 121.48, lat: 31.23 }, 0).map((one) => one.name)).toEqual(['urgent', 'mid', 'near', 'far'])
    expect(byDue(stops, 0).map((one) => one.name)).toEqual(['urgent', 'far', 'mid', 'near'])
  })
  it('has a length', () => expect(Math.round(lengthOf([stop('a', 0, 1), stop('b', 200, 1)], null) / 10)).toBe(20))
})

describe('a photo’s time and place', () => {
  it('survive making it small', async () => {
    const taken = { at: '2026:11:22 14:03:00', lon: 121.485123, lat: 31.2372 }
    const back = takenOf(await (await withTaken(jpeg, taken)).arrayBuffer())
    expect(back?.at).toBe(taken.at)
    expect(back?.lon).toBeCloseTo(taken.lon, 6)
    expect(back?.lat).toBeCloseTo(taken.lat, 6)
    expect(takenOf(await jpeg.arrayBuffer())).toBeNull()
    expect(takenOf(new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 20, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d]).buffer)).toBeNull()
  })
  it('are the street’s time for the page’s own camera', () => expect(takenNow(new Date('2026-11-22T06:03:00Z'), null)).toEqual({ at: '2026:11:22 14:03:00', lon: null, lat: null }))
})

describe('small things', () => {
  it('join spoken words', () => {
    expect(joined('', '垃圾满了', 'zh')).toBe('垃圾满了')
    expect(joined('垃圾满了', '路口', 'zh')).toBe('垃圾满了，路口')
    expect(joined('full', 'corner', 'en')).toBe('full corner')
  })
  it('sum what a form asked', () => expect(added(added(undefined, { asked: 3, filled: 9, typed: 1, keys: 4, touches: 3 }), { asked: 3, filled: 7, typed: 0, keys: 0, touches: 4 })).toEqual({ uses: 2, asked: 6, filled: 16, typed: 1, keys: 4, touches: 7 }))
})
