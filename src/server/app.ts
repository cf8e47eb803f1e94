import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { contractAddress } from '../api/coinglass/address.ts'
import { SOCKET } from '../api/coinglass/channels.ts'
import { ROUTES } from '../api/routes.ts'
import type { CurrencyRate } from '../api/currency.ts'
import type { Status } from '../api/schema.ts'
import type { Millis } from '../market/units.ts'
import type { ModelInfo } from '../model/models.ts'
import type { TileCache } from '../store/tile-cache.ts'
import type { Situation } from '../signals/alerts/alert-situation.ts'
import { Access } from './access/access.ts'
import type { AccessOptions } from './access/access.ts'
import { demandKeys, tellCallers } from './access/hooks.ts'
import { sessionRoutes } from './access/session-routes.ts'
import { alertRoutes } from './alerts/alert-routes.ts'
import type { ServedAlerts } from './alerts/served-alerts.ts'
import { AlertWatch, LOOK_EVERY } from './alerts/alert-watch.ts'
import { bookRoutes } from './market/book-routes.ts'
import type { Books } from './market/book-routes.ts'
import type { CalendarFile } from './signals/calendar-file.ts'
import { createCatalogue } from './market/catalogue.ts'
import type { Catalogue } from './market/catalogue.ts'
import { coinRoutes } from './signals/coin-routes.ts'
import { ChannelHub } from './coinglass/channel-hub.ts'
import { coinglassRoutes } from './coinglass/routes.ts'
import { currencyRoutes } from './market/currency-routes.ts'
import { answerBadAddress, answerBrokenRequest, errorAnswers } from './http/error-answers.ts'
import { documentRoutes } from './http/document-routes.ts'
import { flowRoutes } from './market/flow-routes.ts'
import { guard } from './http/guard.ts'
import { healthRoute } from './live/live-health.ts'
import { RATE_LIMITS, limitRequests } from './http/limit-requests.ts'
import { LiveHub } from './live/live-hub.ts'
import type { FollowSignals } from './signals/live-signals.ts'
import { learntByOthers } from './learning/learnt-by-others.ts'
import { liveRoutes } from './live/live-routes.ts'
import type { Measured } from './live/live-routes.ts'
import { liveSocket } from './live/live-socket.ts'
import type { LiveSocketOptions, SocketHub } from './live/live-socket.ts'
import type { Live } from './live/live.ts'
import { createMapShelf } from './map/map-shelf.ts'
import type { JournalFigures } from './metrics/journal-figures.ts'
import { Meter } from './metrics/meter.ts'
import type { ViewerHubs } from './metrics/live-metrics.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import { timedMaps } from './metrics/served-metrics.ts'
import type { CreateMap } from './map/served-map.ts'
import { mapRoutes } from './map/map-routes.ts'
import type { MarketSource } from './market/market.ts'
import { marketRoutes } from './market/market-routes.ts'
import { keepPacked } from './http/packed-answers.ts'
import { pageRoutes } from './http/page-files.ts'
import type { PageFiles } from './http/page-files.ts'
import { paperRoutes } from './paper/paper-routes.ts'
import type { ServedPaper } from './paper/paper-routes.ts'
import type { RateLimits } from './http/rate-limit.ts'
import type { ScoreKeeper } from './score/score-keeper.ts'
import { scoreRoutes } from './score/score-routes.ts'
import type { SignalMemoryFiles } from './signals/signal-memory-files.ts'
import { STALL_MS, cutStalled } from './http/stalled-answers.ts'
import { streamRoute } from './live/stream-route.ts'
import { signalsAnswer } from './signals/signals-answer.ts'
import { FOLLOWED, createSignalsDesk } from './signals/signals-desk.ts'
import type { SignalsDesk } from './signals/signals-desk.ts'
import { lookAtClosed } from './signals/signals-follow.ts'
import { signalsRoutes } from './signals/signals-routes.ts'
import type { SignalRecords } from './signals/signals-routes.ts'
import { ViewerPlaces } from './live/viewer-places.ts'
import type { PlaceLimits } from './live/viewer-places.ts'
import { watchedBook } from './signals/watched-book.ts'
import { createTileDesk } from './map/tile-desk.ts'
import { tileRoutes } from './map/tile-routes.ts'
import { yearRoutes } from './map/year-routes.ts'

/** What the server shows and where it keeps what it makes. */
export interface AppOptions {
  readonly sources: readonly MarketSource[]
  readonly models: readonly ModelInfo[]
  readonly createMap: CreateMap
  readonly tileCache: TileCache
  readonly page: PageFiles
  readonly status: Status
  /** What is going on now; absent where only history is shown. Its markets are among `sources`. */
  readonly live?: Live
  /** How the journal fares, where one is written. */
  readonly journal?: JournalFigures
  /** What is measured of positions, where something is. */
  readonly measured?: Measured
  /** Order books as venues say now, where somebody reads them. */
  readonly books?: Books
  /** How right the maps were, where that is told. */
  readonly scores?: ScoreKeeper
  /** What followed signals, where that is kept. */
  readonly signalRecords?: SignalRecords
  /** Where names of clusters and patterns outlast a restart. */
  readonly signalMemory?: SignalMemoryFiles
  /** Scheduled events, where the operator has told some. */
  readonly calendar?: CalendarFile
  /** What currencies are worth, where the operator has told. */
  readonly currencyRates?: readonly CurrencyRate[]
  /** Rules that are told of, where the operator has written some. */
  readonly alerts?: ServedAlerts
  /** Notes of formations and of trades on paper, where they are kept. */
  readonly paper?: ServedPaper
  /** UTC milliseconds; the clock of this machine by default. */
  readonly now?: () => Millis
  /** Settings of the live socket that tests change. */
  readonly liveSocket?: PlaceLimits & Pick<LiveSocketOptions, 'tickEvery' | 'after'>
  /** How much one address may ask of the API; RATE_LIMITS by default. */
  readonly rateLimits?: RateLimits
  /** How much one caller may ask by the contract of CoinGlass. */
  readonly coinglassLimits?: RateLimits
  /** Names by which the server may be called, in lower case. */
  readonly hosts: ReadonlySet<string>
  /** Who may ask what; without it everyone may read, and this machine write. */
  readonly access?: AccessOptions
  readonly logger: FastifyBaseLogger
  /** Bound of the candles behind the maps kept in memory; 2 million by default. */
  readonly maxMapCandles?: number
  /** Time for a whole request to arrive; 10 seconds by default. */
  readonly requestMs?: number
  /** Time in which something of an answer has to be read; 30 seconds by default. */
  readonly stallMs?: number
}

/** Time for an idle connection to stay. */
const IDLE_MS = 30_000

/** Builds the server without opening a port. */
export function createApp(options: AppOptions): FastifyInstance {
  const { sources, models, status, requestMs = 10_000 } = options
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: requestMs,
    keepAliveTimeout: IDLE_MS,
    bodyLimit: 1_024,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: 16_384,
      headersTimeout: requestMs,
      connectionsCheckingInterval: requestMs / 5,
    },
    routerOptions: { maxParamLength: 200 },
    rewriteUrl: ({ url = '' }) => contractAddress(url),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: answerBadAddress,
  })
  const { live, scores, now = Date.now } = options
  const meter = new Meter((error) => app.log.warn({ err: error, path: ROUTES.metrics }))
  const shelf = createMapShelf(
    timedMaps(meter, options.createMap),
    options.maxMapCandles ?? 2_000_000,
    scores && learntByOthers(sources, scores.learnt),
  )
  const catalogue = createCatalogue(sources, models, shelf)
  errorAnswers(app)
  keepPacked(app)
  const access = new Access(options.access ?? {}, now)
  guard(app, options.hosts, access.origins)
  tellCallers(app, access)
  cutStalled(app, options.stallMs ?? STALL_MS)
  limitRequests(app, options.rateLimits ?? RATE_LIMITS, now)
  demandKeys(app, access)
  sessionRoutes(app, access, now)
  // Asked anew each time: what it says of live data changes.
  marketRoutes(app, catalogue, () =>
    options.live === undefined ? status : { ...status, live: true },
  )
  const tiles = createTileDesk(options.tileCache)
  tileRoutes(app, catalogue, tiles)
  app.addHook('onClose', () => tiles.close())
  flowRoutes(app, catalogue, now)
  mapRoutes(app, catalogue, scores)
  yearRoutes(app, catalogue)
  const { books, signalRecords: records, calendar, measured } = options
  const signals = createSignalsDesk({
    catalogue,
    bookOf: watchedBook(books),
    memories: options.signalMemory,
    onError: (error) => app.log.error({ err: error, path: ROUTES.signals }),
  })
  signalsRoutes(app, { catalogue, desk: signals, books, scores, records, calendar, measured })
  coinRoutes(app, { catalogue, measured })
  const look = live && lookAtClosed(live, signals)
  app.addHook('onClose', look ?? (async () => signals.close()))
  if (scores !== undefined) scoreRoutes(app, catalogue, scores, now)
  bookRoutes(app, catalogue, books, now)
  currencyRoutes(app, options.currencyRates ?? [], now)
  alertPart(app, options, catalogue, signals)
  paperRoutes(app, { catalogue, books, paper: options.paper, now })
  const hubs = live && livePart(app, options, access, { live, catalogue, signals })
  coinglassRoutes(app, { catalogue, sources, now, rateLimits: options.coinglassLimits })
  documentRoutes(app, status.version)
  healthRoute(app, live, now)
  const { tileCache, alerts, journal } = options
  const { version } = status
  metricsRoute(app, meter, {
    version,
    sources,
    tileCache,
    tiles,
    live,
    hubs,
    journal,
    alerts,
    scores,
    now,
  })
  pageRoutes(app, options.page)
  return app
}

/** Looks what has to be told as long as the server runs. */
function alertPart(
  app: FastifyInstance,
  { alerts, live, scores, now = Date.now }: AppOptions,
  catalogue: Catalogue,
  signals: SignalsDesk,
): void {
  if (alerts === undefined || live === undefined) {
    alertRoutes(app, { alerts, watch: undefined, live, now })
    return
  }
  const { desk, config, drawFrom } = alerts
  drawFrom(catalogue)
  const offer = (situation: Situation) => desk.offer(situation)
  const watch = new AlertWatch({ live, rules: config.rules, offer, scores, signals, now })
  const looking = setInterval(() => {
    try {
      watch.look()
    } catch (error) {
      // Whoever tells of trouble must not be one.
      app.log.error({ err: error, path: ROUTES.alerts })
    }
  }, LOOK_EVERY)
  app.addHook('onClose', () => {
    clearInterval(looking)
    watch.close()
  })
  alertRoutes(app, { alerts, watch, live, now })
}

function livePart(
  app: FastifyInstance,
  { hosts, status, measured, alerts, now = Date.now, liveSocket: settings }: AppOptions,
  access: Access,
  {
    live,
    catalogue,
    signals,
  }: { readonly live: Live; readonly catalogue: Catalogue; readonly signals: SignalsDesk },
): ViewerHubs {
  const onError = (error: unknown) => app.log.error({ err: error, path: ROUTES.live })
  const told = alerts && { alerts: alerts.desk }
  const { version } = status
  const followSignals: FollowSignals = (id, use) =>
    signals.follow(id, (said) => use(signalsAnswer(said, FOLLOWED, measured?.(id, 0)?.levels)))
  const hub = new LiveHub({ live, catalogue, version, now, onError, followSignals, ...told })
  const channels = new ChannelHub(live, now)
  const hubs = new Map<string, SocketHub>([
    [ROUTES.live, hub],
    [SOCKET, channels],
  ])
  const { tickEvery, after, ...limits } = settings ?? {}
  const places = new ViewerPlaces(limits)
  liveSocket(app, {
    hubs,
    hosts,
    access,
    places,
    now,
    onError,
    ...(tickEvery !== undefined && { tickEvery }),
    ...(after !== undefined && { after }),
  })
  streamRoute(app, { hub, live, catalogue, places })
  liveRoutes(app, { live, catalogue, measured, now })
  return { live: hub, channels }
}
