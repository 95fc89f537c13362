// What the system can fill in of a report, and why (weige.cases.schemas.reports).
import type { Bilingual } from '@/shared/types'

export interface Filled extends Bilingual<'name'>, Bilingual<'text'>, Bilingual<'why'> {
  field: string
  value: string
}

export interface Guess extends Bilingual<'name'>, Bilingual<'why'> {
  code: string
  icon: string
  score: number
}

export interface Channel extends Bilingual<'source'> {
  source: string
  fields: ({ name: string; required: boolean; choices: ({ value: string } & Bilingual<'label'>)[] } & Bilingual<'label'>)[]
}

export interface Prefill {
  place: { lon: number; lat: number } | null
  shop: string
  building: string
  outside: boolean
  filled: Filled[]
  matters: Guess[]
  channels: Channel[]
}
