import { candleChart } from './candle-chart.ts'
import { readMarket } from './drawn-market.ts'

candleChart(await readMarket())
document.title = 'ready'
