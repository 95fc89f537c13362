// Pictures of a warning before, at and after, with what the camera marked, the zones drawn on them, and the device's audit.
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api } from './api'
import type { Words } from './types'

export type Corner = [x: number, y: number]
export interface EvidencePicture {
  role: 'before' | 'at' | 'after'
  sha: string
  at: string
  device: string
  url: string
  intact: boolean
  objects: { box: [number, number, number, number]; label: string; confidence: number | null }[]
}
export interface PictureZone {
  id: string
  kind: string
  picture: Corner[] | null
  name: Words | null
}
export interface Certificate {
  device: string
  number: string
  until: string | null
  published: boolean
  lacks: ('certificate' | 'expired' | 'published')[]
}
export interface Evidence {
  pictures: EvidencePicture[]
  certificate: Certificate | null
  zones: PictureZone[]
  mine: string | null
}

export const useEvidence = (id: Ref<string | null>) =>
  useQuery({
    queryKey: computed(() => ['warning-evidence', id.value]),
    queryFn: ({ signal }) => api.get<Evidence>(`/api/warnings/${id.value}/evidence`, { signal }),
    enabled: computed(() => id.value !== null),
    refetchInterval: 30_000,
  })

/** Corners as an SVG list in a picture of 1000 × 1000. */
export const ring = (corners: readonly Corner[]): string => corners.map(([x, y]) => `${Math.round(x * 1000)},${Math.round(y * 1000)}`).join(' ')
