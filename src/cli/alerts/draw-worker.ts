import { parentPort, workerData } from 'node:worker_threads'
import { drawMap } from '../../render/draw-map.ts'
import type { Picture } from '../../render/picture.ts'

/** The thread that draws pictures of alerts: one each. */
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(drawMap(workerData as Picture, 1_280))
