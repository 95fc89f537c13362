// Shapes of papers, off-site files and transfers, as desk, phone and link pages get them.
export interface Choice { value: string; name_zh: string; name_en: string }
export interface MoveField { name: string; label_zh: string; label_en: string; kind: 'text' | 'long' | 'choice' | 'moment' | 'day' | 'number' | 'tick' | 'files'; required: boolean; role: string; choices: Choice[] }
export interface Action { code: string; label_zh: string; label_en: string; allowed: boolean; main: boolean; missing: string[]; fields: MoveField[] }
export interface Seat { id: string; code: string; name_zh: string; name_en: string }
export interface FileRow { id: number; role: string; title: string; title_en: string; media_type: string; sha256: string; size: number; added_at: string; taken_at: string | null; by_link: boolean }
export interface Happened { cursor: string; at: string; icon: string; tone: string; text_zh: string; text_en: string; detail_zh: string; detail_en: string; actor_zh: string; actor_en: string }
export interface LinkRow { id: number; label: string; label_en: string; state: string; issued_at: string; expires_at: string; uses: number; last_used_at: string | null }
export interface LinkMade { id: number; url: string; qr: string; expires_at: string }

export interface Head {
  id: string; number: string; state: string; state_zh: string; state_en: string; version: number; title: string; title_zh: string; title_en: string
  case_id: string | null; case_number: string; department: Seat | null; maker_post: Seat | null
  made_at: string; due_at: string | null; overdue_at: string | null; ended_at: string | null
}
/** How a decision stands after reviews and lawsuits; word: its outcome once decided. */
export interface Contested { state: 'pending' | 'decided'; overturned: boolean; kind_zh: string; kind_en: string; word_zh: string; word_en: string; body: string; day: string }
export interface PaperRow extends Head {
  contested: Contested | null
  kind: string; kind_zh: string; kind_en: string; grade: 'notice' | 'order' | 'internal' | 'record'; grade_zh: string; grade_en: string; shop: string
  about: string; issued_at: string | null; served_at: string | null; outcome: string; outcome_zh: string; outcome_en: string
}
export interface PaperField { key: string; name_zh: string; name_en: string; kind: string; stage: string; required: string; sealed: boolean; rule: string; source: string; open: boolean; when: string; parts: Choice[]; choices: Choice[]; value: string | string[] }
export interface AnswerRow { id: number; kind: string; kind_zh: string; kind_en: string; text: string; photos: FileRow[]; at: string; state: string; reason: string }
export interface ServiceRow { way: string; way_zh: string; way_en: string; at: string; place: string; receiver: string; relation: string; refused: boolean; refuse_why: string; witness: string; tracking: string; servers: string }
export interface Whole { actions: Action[]; files: FileRow[]; links: LinkRow[]; timeline: Happened[] }
export interface Bounds { most: number | null; status: string; source: string; bands: { name: string; low: number | null; high: number | null }[]; note: string }
export interface Paper extends PaperRow, Whole {
  bounds: Bounds | null; fields: PaperField[]; missing: { field: string; message: string }[]; doubts: Doubt[]; consent: Consent | null; editable: boolean; power: { code: string; name_zh: string; name_en: string; status: string } | null
  services: ServiceRow[]; answers: AnswerRow[]; contact: string; office: string
}
export interface Doubt { field: string; code: string; blocks: string; name_zh: string; name_en: string; why_zh: string; why_en: string }
export interface Consent { known: boolean; given_at: string | null; by_link: boolean; words: string; words_en: string }
export interface Hearing { asked_at: string; asked_why: string; at: string | null; place: string; chair: string; told_at: string | null; held_at: string | null; record: string; withdrawn_at: string | null; by_link: boolean; files: FileRow[] }
export interface PaperLine { id: string; number: string; kind_zh: string; kind_en: string; served_at: string | null; state: string; state_zh: string; state_en: string }
export interface DefenceRow { text: string; at: string; by_link: boolean; files: FileRow[]; result: string; result_zh: string; result_en: string; reason: string; answered_at: string | null }
export interface OffsiteRow extends Head { power: { code: string; name_zh: string; name_en: string; status: string; basis: string }; found_at: string; defence_until: string | null; hearing_until: string | null; decide_by: string | null; outcome: string; outcome_zh: string; outcome_en: string; amount: number | null }
export interface Offsite extends OffsiteRow, Whole {
  fact: string; place: string; party: Record<string, string>; corrected_at: string | null; filed_at: string | null; first_offence: boolean
  proposals: { rule: string; outcome: string; zh: string; en: string; source: string }[]; proposal: { outcome?: string; amount?: number | null; why?: string; rule_zh?: string; rule_en?: string }
  range: { low: number | null; high: number | null; note: string }; unpaid: number | null; decided_why: string; decided_at: string | null
  evidence: { id: number; sha256: string; view: string; device: string; certificate_no: string; certificate_until: string | null; lacks: { name_zh: string; name_en: string }[]; algo: string; captured_at: string }[]
  defences: DefenceRow[]; hearing: Hearing | null; consent: Consent | null; notice: PaperLine | null; decision: PaperLine | null
}
export interface Remedy extends Head {
  kind: string; kind_zh: string; kind_en: string; body: string; accepted_on: string; decided_on: string | null; outcome: string; outcome_zh: string; outcome_en: string; overturned: boolean
  actions: Action[]; files: FileRow[]
}
export interface TransferRow extends Head { direction: 'in' | 'out'; other: string; other_number: string; sent_at: string | null; received_at: string | null; returned: number }
export interface Transfer extends TransferRow, Whole {
  other_person: string; facts: string; reason: string; basis: string; place: string; materials: { title: string; title_en: string; sha256: string }[]; sealed_hash: string
  received_by: string; accepted_at: string | null; return_why: string; result: string; power: { code: string; name_zh: string; name_en: string } | null; paper: PaperLine | null; has_receipt: boolean
}
export interface Power {
  code: string; name_zh: string; name_en: string; domain: string; department: string; kinds: string[]; matters: string[]; prohibition_basis: string; penalty_basis: string
  discretion_note: string; way: string; document_no: string; effective_on: string | null; expires_on: string | null; recalled_on: string | null; first_offence: boolean
  first_offence_rule: string; hearing: boolean; legal_review: boolean; status: string; status_said: string; trust_zh: string; trust_en: string; source: string; version: number; standing: string
}
export interface PowerOffer extends Power { fits: boolean; usable: boolean }
export interface Band { order: number; name: string; criteria: string; low: number | null; high: number | null; hearing: boolean }
export interface PowerWhole extends Power { bands: Band[]; history: { at: string; actor: string; reason: string; version: number; changes: Record<string, [unknown, unknown]> }[] }
export interface Kind { code: string; doc: string; grade: string; verb: string; grade_zh: string; grade_en: string; name_zh: string; name_en: string; office_zh: string; office_en: string; short: string; number_form: string; amount: string; unit: string; contact: string; version: number; fields: PaperField[]; templates: { number: number; note: string; made_at: string }[] }
export interface LegalRow {
  code: string; sort: 'term' | 'sum' | 'text' | 'lenient' | 'switch'; name_zh: string; name_en: string; amount: string; unit: string; text_zh: string; text_en: string; active: boolean
  status: string; status_zh: string; status_en: string; relied_on: boolean; source: string; used: { kind: string; field: string }[]; outcome: string
  edited: boolean; changed_at: string | null; changed_by: string; confirmed_at: string | null; confirmed_by: string; version: number
}
export interface LegalWhole extends LegalRow { drafts: number; history: { at: string; actor: string; kind: string; reason: string; version: number; changes: Record<string, [unknown, unknown]> }[] }
