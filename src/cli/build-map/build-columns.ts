import type { LevelColumn } from '../../pipeline/level-column.ts'
import type { BuildJob } from './build-job.ts'

/** Zoom of exact cells where none is asked for: bins of 0.2 %. */
export const EXACT_ZOOM = 2

/** The exact columns of a job, oldest first; buckets that the map does not know are left out. */
export function* exactColumns({ map, bucket, from, to, zoom }: BuildJob): Generator<LevelColumn> {
  for (let end = from + bucket; end <= to; end += bucket) {
    const column = map.levels(end, zoom ?? EXACT_ZOOM)
    if (column !== undefined) yield { ...column, time: end }
  }
}
