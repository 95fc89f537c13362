// What waits on this phone to be sent: one report, photo or move after the other, kept until the server has it; drafts wait for
// their writer. No DOM here.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem } from '@/shared/api'

export type Sending = 'draft' | 'kept' | 'sending' | 'sent' | 'refused'

export interface Kept {
  id: string
  /** Whose it is: nobody sends what another person kept on the same phone. */
  user: number
  kind: 'photo' | 'report' | 'move' | 'paper' | 'step' | 'duty' | 'visit'
  at: number
  state: Sending
  /** The case a photo belongs to; of a report the case it became. */
  caseId: string | null
  number: string
  /** Kind of evidence of the photos, empty when the server decides. */
  evidence: string
  body: Record<string, unknown>
  photos: Blob[]
  /** When the server took it (this phone's clock, ms). */
  sentAt?: number
  /** What the server said when it refused. */
  why: string
  /** Of a move: its code, its words, the version that was seen, and the press it was (one press is made once). */
  move?: { code: string; label_zh: string; label_en: string; version: number; sent: string }
  /** Of what is done to a paper the server has: "edit" or a move, with its words, the version that was seen, and the press it was. */
  step?: { paper: string; code: string; label_zh: string; label_en: string; version: number; sent: string }
  /** Of an emergency duty: which, what is said of it, and its words; the item's id is the press (one press is made once). */
  duty?: { id: number; code: string; label: string }
  /** Of visits: what was visited (tags), or whose visit was said by mistake; the item's id is the press. */
  visit?: { tags: number[]; undo: boolean }
  /** What a record written here is called. */
  name?: { name_zh: string; name_en: string }
}

/** Where the items survive a closed browser. */
export interface Shelf {
  all: () => Promise<Kept[]>
  put: (item: Kept) => Promise<void>
  drop: (id: string) => Promise<void>
}

export interface Sender {
  report: (body: Record<string, unknown>) => Promise<{ id: string; number: string }>
  /** Makes a move and says the version after it. */
  move: (caseId: string, code: string, body: Record<string, unknown>) => Promise<number>
  /** The version a case has now. */
  version: (caseId: string) => Promise<number>
  photo: (caseId: string, photo: Blob, kind: string, progress: (share: number) => void) => Promise<void>
  /** A paper written here; its id was made on the phone, so that sending it again gives the same one. */
  draft: (body: Record<string, unknown>) => Promise<{ id: string }>
  seen: (paperId: string, photo: Blob) => Promise<void>
  /** Gives the number it has then, drawn at the server; one that has its number already keeps it. */
  issue: (paperId: string) => Promise<{ number: string }>
  /** Numbers a work record that is complete; one that has its number keeps it. */
  keep: (paperId: string) => Promise<{ number: string; version: number }>
  /** Changes fields of a paper ("edit") or makes a move, and says the version after it. */
  step: (paperId: string, code: string, body: Record<string, unknown>) => Promise<number>
  /** Says something of an emergency duty. */
  duty: (dutyId: number, code: string, body: Record<string, unknown>) => Promise<unknown>
  /** Says visits, or takes them back. */
  visit: (undo: boolean, body: Record<string, unknown>) => Promise<unknown>
  /** Which of these are still mine to visit. */
  visitable: (tags: readonly number[]) => Promise<number[]>
  /** A picture or signature of a step; the same one sent again is there once. */
  file: (paperId: string, file: Blob, role: string) => Promise<number>
  /** The version a paper has now. */
  paperVersion: (paperId: string) => Promise<number>
}

/** The paper an item is about: one written here, or one the server has. */
export const paperOf = (item: Kept): string | null => item.step?.paper ?? (item.kind === 'paper' ? String(item.body['id']) : null)

/** What still waits can be taken back: a report (it becomes a draft again), a visit, a duty, a move; of several presses on one case or
 * duty the last, because those before it are what it stands on. */
export function mayTakeBack(item: Kept, items: readonly Kept[]): boolean {
  if (item.state !== 'kept') return false
  const later = items.slice(items.indexOf(item) + 1).filter((other) => other.state === 'kept' || other.state === 'sending')
  if (item.kind === 'report') return item.caseId === null
  if (item.duty) return !later.some((other) => other.duty?.id === item.duty?.id)
  if (item.move) return !later.some((other) => other.move && other.caseId === item.caseId)
  return item.visit !== undefined
}

/** No answer, or one that says "later": the item stays; everything else is a refusal that a person must see. */
const passes = (error: unknown): boolean => !(error instanceof ApiProblem) || error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500

export class Outbox {
  readonly items: ShallowRef<Kept[]> = shallowRef([])
  /** Share of the bytes of the photo that is under way, 0…1. */
  readonly progress: Ref<number> = ref(0)
  /** Ids of what the phone could not store: a closed page would lose it. */
  readonly loose: ShallowRef<ReadonlySet<string>> = shallowRef(new Set())
  private running: Promise<void> | null = null
  private wanted = false
  private user: number | null = null

  constructor(private readonly shelf: Shelf, private readonly sender: Sender, private readonly done: (item: Kept) => void = () => undefined) {}

  /** Loads what was kept earlier, and sends it. */
  async open(user: number): Promise<void> {
    this.user = user
    // The shelf gives them by their names; they go in the order they were pressed.
    const found = (await this.shelf.all()).sort((a, b) => a.at - b.at)
    const known = new Set(this.items.value.map((item) => item.id))
    // What was under way when the browser closed has to be sent again; the server knows a repetition.
    this.items.value = [...found.filter((item) => !known.has(item.id)).map((item) => (item.state === 'sending' ? { ...item, state: 'kept' as const } : item)), ...this.items.value]
    await this.flush()
  }

  async add(item: Omit<Kept, 'state' | 'why' | 'user'>, state: 'kept' | 'draft' = 'kept'): Promise<void> {
    const kept: Kept = { ...item, user: this.user ?? 0, state, why: '' }
    // In memory first: a full disk must not lose the photo that was just taken.
    this.items.value = [...this.items.value.filter((other) => other.id !== kept.id), kept]
    await this.save(kept.id)
    await this.flush()
  }

  async drop(id: string): Promise<void> {
    this.items.value = this.items.value.filter((item) => item.id !== id)
    this.held(id, true)
    await this.shelf.drop(id)
  }

  /** What went meanwhile is not taken back. */
  async takeBack(id: string): Promise<void> {
    const item = this.get(id)
    if (!item || !mayTakeBack(item, this.items.value)) return
    if (item.kind !== 'report') return this.drop(id)
    this.change(id, { state: 'draft' })
    await this.save(id)
  }

  /** Once more; a move on the case as it stands now, because the person was told what changed and still wants it; of visits those
   * that are still asked for. */
  async retry(id: string): Promise<void> {
    const item = this.get(id)
    if (item?.visit) {
      const tags = await this.sender.visitable(item.visit.tags).catch(() => item.visit?.tags ?? [])
      if (!tags.length) return this.drop(id)
      this.change(id, { visit: { ...item.visit, tags } })
    }
    const version = await this.versionNow(item).catch(() => null)
    const again = version === null ? {} : item?.move ? { move: { ...item.move, version } } : item?.step ? { step: { ...item.step, version } } : {}
    this.change(id, { state: 'kept', why: '', ...again })
    await this.flush()
  }

  private async versionNow(item: Kept | undefined): Promise<number | null> {
    if (item?.step) return this.sender.paperVersion(item.step.paper)
    return item?.move && item.caseId ? this.sender.version(item.caseId) : null
  }

  /** Sends what is kept, oldest first; stops at the first that finds no server. */
  flush(): Promise<void> {
    this.wanted = true
    this.running ??= this.drain()
    return this.running
  }

  /** Runs again when something was added meanwhile; no call falls between two runs. */
  private async drain(): Promise<void> {
    try {
      while (this.wanted) {
        this.wanted = false
        await this.run()
      }
    } finally {
      this.running = null
    }
  }

  private async run(): Promise<void> {
    for (;;) {
      const next = this.items.value.find((item) => item.state === 'kept' && item.user === this.user && !this.heldBack(item))
      if (!next) return
      this.change(next.id, { state: 'sending' })
      try {
        await this.send(next.id)
      } catch (error) {
        if (passes(error)) {
          this.change(next.id, { state: 'kept' })
          return
        }
        this.change(next.id, { state: 'refused', why: error instanceof ApiProblem ? error.detail || error.title || error.code : '' })
        await this.save(next.id)
      }
    }
  }

  /** What follows a refused step of the same case or paper waits until the person has said what becomes of that. */
  private heldBack(item: Kept): boolean {
    const paper = paperOf(item)
    const refused = this.items.value.slice(0, this.items.value.indexOf(item)).filter((other) => other.state === 'refused')
    if (item.duty) return refused.some((other) => other.duty?.id === item.duty?.id)
    if (item.kind === 'step') return refused.some((other) => paperOf(other) === paper)
    return refused.some((other) => (item.caseId !== null && other.caseId === item.caseId && other.move !== undefined) || (paper !== null && paperOf(other) === paper))
  }

  /** The case is at a new version: the presses that wait for it were made knowing this one. */
  private async follow(caseId: string, version: number): Promise<void> {
    for (const item of this.items.value.filter((other) => other.caseId === caseId && other.move && other.state === 'kept')) {
      if (item.move) this.change(item.id, { move: { ...item.move, version } })
      await this.save(item.id)
    }
  }

  /** The same of a paper. */
  private async followPaper(paper: string, version: number): Promise<void> {
    for (const item of this.items.value.filter((other) => other.step?.paper === paper && other.state === 'kept')) {
      if (item.step) this.change(item.id, { step: { ...item.step, version } })
      await this.save(item.id)
    }
  }

  private async send(id: string): Promise<void> {
    const item = this.get(id)
    if (!item) return
    if (item.kind === 'paper') await this.sendPaper(id, item)
    if (item.duty) await this.sender.duty(item.duty.id, item.duty.code, { ...item.body, sent: item.id })
    if (item.visit) await this.sender.visit(item.visit.undo, { ...item.body, tags: item.visit.tags, sent: item.id })
    if (item.step) await this.sendStep(id, item, item.step)
    if (item.move && item.caseId) {
      await this.follow(item.caseId, await this.sender.move(item.caseId, item.move.code, { ...item.body, version: item.move.version, sent: item.move.sent }))
    }
    if (item.kind === 'report' && !item.caseId) {
      const made = await this.sender.report(item.body)
      this.change(id, { caseId: made.id, number: made.number })
      await this.save(id)
    }
    for (let left = this.get(id); left?.photos.length && left.caseId; left = this.get(id)) {
      const [photo, ...rest] = left.photos
      this.progress.value = 0
      if (photo) await this.sender.photo(left.caseId, photo, left.evidence, (share) => (this.progress.value = share))
      this.change(id, { photos: rest })
      await this.save(id)
    }
    this.change(id, { state: 'sent', sentAt: Date.now() })
    this.held(id, true)
    await this.shelf.drop(id)
    const sent = this.get(id)
    if (sent) this.done(sent)
  }

  /** Draft, pictures, number: each step may be repeated after a lost answer. */
  private async sendPaper(id: string, item: Kept): Promise<void> {
    const { issue, keep, ...body } = item.body
    const paper = await this.sender.draft(body)
    for (let left = this.get(id); left?.photos.length; left = this.get(id)) {
      const [photo, ...rest] = left.photos
      if (photo) await this.sender.seen(paper.id, photo)
      this.change(id, { photos: rest })
      await this.save(id)
    }
    if (issue) this.change(id, { number: (await this.sender.issue(paper.id)).number })
    if (keep) {
      const { number, version } = await this.sender.keep(paper.id)
      this.change(id, { number })
      await this.followPaper(paper.id, version)
    }
  }

  /** Its signature first: sent again, it is the same file. */
  private async sendStep(id: string, item: Kept, step: NonNullable<Kept['step']>): Promise<void> {
    const files: number[] = []
    for (const drawn of item.photos) files.push(await this.sender.file(step.paper, drawn, item.evidence))
    const drawn = files.length ? { [item.evidence]: files } : {}
    await this.followPaper(step.paper, await this.sender.step(step.paper, step.code, { ...item.body, ...drawn, version: step.version, ...(step.code === 'edit' ? {} : { sent: step.sent }) }))
    this.change(id, { photos: [] })
  }

  private get(id: string): Kept | undefined {
    return this.items.value.find((item) => item.id === id)
  }

  private change(id: string, part: Partial<Kept>): void {
    this.items.value = this.items.value.map((item) => (item.id === id ? { ...item, ...part } : item))
  }

  private async save(id: string): Promise<void> {
    const item = this.get(id)
    if (item) await this.shelf.put(item).then(() => this.held(id, true), () => this.held(id, false))
  }

  /** What was dropped or sent while it was being stored is loose no more. */
  private held(id: string, stored: boolean): void {
    const fast = stored || !this.get(id)
    if (this.loose.value.has(id) === fast) this.loose.value = new Set(fast ? [...this.loose.value].filter((one) => one !== id) : [...this.loose.value, id])
  }
}
