// The readings chart of the wall stands on the shared geometry.
export { chartOf } from '@/shared/chart'
