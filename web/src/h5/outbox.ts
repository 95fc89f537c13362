// What waits on this phone to be sent: one report or photo after the other, kept until the server has it. No DOM here.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem } from '@/shared/api'

export type Sending = 'kept' | 'sending' | 'sent' | 'refused'

export interface Kept {
  id: string
  /** Whose it is: nobody sends what another person kept on the same phone. */
  user: number
  kind: 'photo' | 'report'
  at: number
  state: Sending
  /** The case a photo belongs to; of a report the case it became. */
  caseId: string | null
  number: string
  /** Kind of evidence of the photos, empty when the server decides. */
  evidence: string
  body: Record<string, unknown>
  photos: Blob[]
  /** What the server said when it refused. */
  why: string
}

/** Where the items survive a closed browser. */
export interface Shelf {
  all: () => Promise<Kept[]>
  put: (item: Kept) => Promise<void>
  drop: (id: string) => Promise<void>
}

export interface Sender {
  report: (body: Record<string, unknown>) => Promise<{ id: string; number: string }>
  photo: (caseId: string, photo: Blob, kind: string, progress: (share: number) => void) => Promise<void>
}

/** No answer, or one that says "later": the item stays; everything else is a refusal that a person must see. */
const passes = (error: unknown): boolean => !(error instanceof ApiProblem) || error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500

export class Outbox {
  readonly items: ShallowRef<Kept[]> = shallowRef([])
  /** Share of the bytes of the photo that is under way, 0…1. */
  readonly progress: Ref<number> = ref(0)
  private running: Promise<void> | null = null
  private wanted = false
  private user: number | null = null

  constructor(private readonly shelf: Shelf, private readonly sender: Sender, private readonly done: (item: Kept) => void = () => undefined) {}

  /** Loads what was kept earlier, and sends it. */
  async open(user: number): Promise<void> {
    this.user = user
    const found = await this.shelf.all()
    const known = new Set(this.items.value.map((item) => item.id))
    // What was under way when the browser closed has to be sent again; the server knows a repetition.
    this.items.value = [...found.filter((item) => !known.has(item.id)).map((item) => (item.state === 'sending' ? { ...item, state: 'kept' as const } : item)), ...this.items.value]
    await this.flush()
  }

  async add(item: Omit<Kept, 'state' | 'why' | 'user'>): Promise<void> {
    const kept: Kept = { ...item, user: this.user ?? 0, state: 'kept', why: '' }
    // In memory first: a full disk must not lose the photo that was just taken.
    this.items.value = [...this.items.value, kept]
    await this.shelf.put(kept).catch(() => undefined)
    await this.flush()
  }

  async drop(id: string): Promise<void> {
    this.items.value = this.items.value.filter((item) => item.id !== id)
    await this.shelf.drop(id)
  }

  async retry(id: string): Promise<void> {
    this.change(id, { state: 'kept', why: '' })
    await this.flush()
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
      const next = this.items.value.find((item) => item.state === 'kept' && item.user === this.user)
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

  private async send(id: string): Promise<void> {
    const item = this.get(id)
    if (!item) return
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
    this.change(id, { state: 'sent' })
    await this.shelf.drop(id)
    const sent = this.get(id)
    if (sent) this.done(sent)
  }

  private get(id: string): Kept | undefined {
    return this.items.value.find((item) => item.id === id)
  }

  private change(id: string, part: Partial<Kept>): void {
    this.items.value = this.items.value.map((item) => (item.id === id ? { ...item, ...part } : item))
  }

  private async save(id: string): Promise<void> {
    const item = this.get(id)
    if (item) await this.shelf.put(item).catch(() => undefined)
  }
}
