import type { AlertsConfig } from '../../alerts/config.ts'
import type { Alerts } from '../../alerts/open-alerts.ts'
import type { ToldBrowsers } from '../../alerts/told-browsers.ts'
import type { Catalogue } from '../market/catalogue.ts'

/** Alerts of the operator's rules. Who opened them closes them. */
export interface ServedAlerts {
  readonly desk: Pick<Alerts, 'offer' | 'onTold' | 'test' | 'deliveries' | 'health' | 'tries'>
  readonly config: Pick<
    AlertsConfig,
    'rules' | 'publicUrl' | 'listed' | 'allowRemoteTests' | 'push'
  >
  /** Those that asked for alerts on the page. */
  readonly browsers?: ToldBrowsers
  /** Is told where the maps are that pictures are drawn of. */
  readonly drawFrom: (maps: Pick<Catalogue, 'market' | 'map'>) => void
}
