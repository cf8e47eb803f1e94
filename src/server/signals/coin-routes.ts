import type { FastifyInstance } from 'fastify'
import {
  coinSignalsOperation,
  venueFailureOperation,
} from '../../api/operations/coin-operations.ts'
import { coinSignalsAnswer, venueFailureAnswer } from './coin-answer.ts'
import { createCoinDesk } from './coin-desk.ts'
import type { CoinDeskOptions } from './coin-desk.ts'
import { handle, told } from '../http/handle.ts'

/** What the maps of a coin say together, and without one of its venues. */
export function coinRoutes(app: FastifyInstance, options: CoinDeskOptions): void {
  const desk = createCoinDesk(options)
  app.addHook('onClose', async () => desk.close())
  handle(app, coinSignalsOperation, async ({ coin, model, time }) =>
    told(coinSignalsAnswer(await desk.read(coin, model, time), model)),
  )
  handle(app, venueFailureOperation, async ({ coin, model, time, venue }) =>
    told(venueFailureAnswer(await desk.read(coin, model, time), { model, venue })),
  )
}
