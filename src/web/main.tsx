import './strict-zod.ts'
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { LogIn } from './access/log-in.tsx'
import { startWorker } from './request/page-version.ts'
import './styles/tokens.css'
import './styles/controls.css'
import './styles/layout.css'
import './styles/scale.css'
import './styles/chart.css'
import './styles/notices.css'
import './styles/tooltip.css'
import './styles/live.css'
import './styles/venues.css'
import './styles/measured.css'
import './styles/panes.css'
import './styles/playback.css'
import './styles/sum.css'
import './styles/tape.css'
import './styles/scores.css'
import './styles/score-detail.css'
import './styles/score-table.css'
import './styles/levels.css'
import './styles/pages.css'
import './styles/settings.css'
import './styles/picture.css'
import './styles/keyboard.css'

const root = document.getElementById('app')
if (root === null) throw new Error('the page has no element with the id "app"')
render(
  () => (
    <>
      <App />
      <LogIn />
    </>
  ),
  root,
)
void startWorker()
