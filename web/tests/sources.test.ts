// Messages set aside and public alerts at the desk: how a message is shown, what a form still lacks, when an alert ends.
import { describe, expect, it } from 'vitest'
import { lacksWords, readable } from '@/console/quarantine/useQuarantine'
import { lacking, until, type AlertInfo } from '@/console/warnings/useAlerts'

describe('a message set aside', () => {
  it('is shown as a person reads JSON, and as it came when it is none', () => {
    expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}')
    expect(readable('{"a":')).toBe('{"a":')
  })
  it('is discarded with a reason; "other" needs words', () => {
    expect(lacksWords('', 'x')).toBe(true)
    expect(lacksWords('test', '')).toBe(false)
    expect(lacksWords('other', '  ')).toBe(true)
    expect(lacksWords('other', 'x')).toBe(false)
  })
})

describe('a public alert', () => {
  const words = { zh: '有', en: 'yes' }
  const info: AlertInfo = {
    event: words, headline: words, description: { zh: ' ', en: 'yes' }, instruction: words, audience: { zh: '', en: '' },
    category: 'Safety', response: 'Avoid', urgency: 'Immediate', severity: 'Severe', certainty: 'Observed',
    area: { name: words, polygons: [], circles: [], geocodes: [] },
  }
  it('needs its texts in both languages, the audience in none', () => expect(lacking(info)).toEqual(['description_zh']))
  it('ends so many hours from now', () => expect(until(Date.parse('2026-11-20T07:00:00Z'), 6)).toBe('2026-11-20T13:00:00.000Z'))
})
