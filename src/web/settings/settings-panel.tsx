import { CurrencySettings } from './currency-settings.tsx'
import { chooseSaver, saverChoice } from '../request/data-saver.ts'
import { SettingsIcon } from '../parts/icons.tsx'
import { LayoutsPanel } from './layouts-panel.tsx'
import { LogOut } from '../access/log-out.tsx'
import { Popover } from '../parts/popover.tsx'
import { Segmented } from '../parts/segmented.tsx'

/** What holds for the whole page on this device: how much is loaded, how amounts are written, and kept views. */
export function SettingsPanel(props: { onOpen?: () => void }) {
  return (
    <div class="settings">
      <div class="saver">
        <span class="group-label">Data saver</span>
        <Segmented
          label="Data saver"
          choices={[
            { id: 'auto', label: 'Automatic', name: 'As the browser says of the connection' },
            { id: 'on', label: 'On', name: 'Save data' },
            { id: 'off', label: 'Off', name: 'Do not save data' },
          ]}
          value={saverChoice()}
          onChange={chooseSaver}
        />
        <p>
          Loads longer bars, coarser cells, the newest column every 30 s, nothing ahead and no
          bubbles of the past.
        </p>
      </div>
      <CurrencySettings />
      <LayoutsPanel {...(props.onOpen && { onOpen: props.onOpen })} />
      <LogOut />
    </div>
  )
}

export const SettingsMenu = () => (
  <Popover class="menu sign" align="end" label="Settings" button={<SettingsIcon />}>
    {(close) => <SettingsPanel onOpen={close} />}
  </Popover>
)
