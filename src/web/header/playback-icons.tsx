/** Icons of playback, drawn in the colour of the text around them. */

export const HistoryIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M2.5 8a5.5 5.5 0 1 0 1.7-4M2.5 2.5v2.2h2.2M8 5v3.2l2.2 1.4" />
  </svg>
)

export const PlayIcon = (props: { playing: boolean }) => (
  <svg class="icon solid" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d={props.playing ? 'M4.5 3.5h2v9h-2zM9.5 3.5h2v9h-2z' : 'M5 3.2v9.6L12.6 8z'} />
  </svg>
)

/** One bar, or ten where it is doubled; forward, or back where it is turned. */
export const StepIcon = (props: { back?: boolean; leap?: boolean }) => (
  <svg
    class="icon"
    classList={{ turned: props.back === true }}
    viewBox="0 0 16 16"
    width="16"
    height="16"
    aria-hidden="true"
  >
    <path d={props.leap === true ? 'M4 4l4 4-4 4M8.5 4l4 4-4 4' : 'M6 4l4 4-4 4'} />
  </svg>
)
