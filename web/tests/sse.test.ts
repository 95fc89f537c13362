// The parser of server-sent events: any cut of the bytes gives the same events.
import { describe, expect, it } from 'vitest'
import { sseParser, type SseEvent } from '@/shared/sse'

function parse(chunks: string[]): { events: SseEvent[]; comments: number } {
  const events: SseEvent[] = []
  let comments = 0
  const feed = sseParser({ event: (event) => events.push(event), comment: () => (comments += 1) })
  chunks.forEach(feed)
  return { events, comments }
}

const TEXT = ': hello\n\nid: 7.12\nevent: log\ndata: {"a":1}\n\nid: 7.13\r\nevent: log\r\ndata: line one\r\ndata: line two\r\n\r\n: beat\n'

describe('sseParser', () => {
  it('reads id, event name and joined data lines', () => {
    const { events, comments } = parse([TEXT])
    expect(comments).toBe(2)
    expect(events).toEqual([
      { id: '7.12', event: 'log', data: '{"a":1}' },
      { id: '7.13', event: 'log', data: 'line one\nline two' },
    ])
  })

  it('does not care where the text is cut', () => {
    const whole = parse([TEXT])
    for (let cut = 1; cut < TEXT.length; cut += 1) expect(parse([TEXT.slice(0, cut), TEXT.slice(cut)])).toEqual(whole)
    expect(parse([...TEXT])).toEqual(whole)
  })

  it('keeps the last id and ignores events without data', () => {
    expect(parse(['id: 5\n\ndata: x\n\n']).events).toEqual([{ id: '5', event: 'message', data: 'x' }])
  })
})
