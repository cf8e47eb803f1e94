/** Line icons of the page, drawn in the colour of the text around them. */

export const CaretIcon = () => (
  <svg class="icon caret" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    <path d="M2 3.5 5 6.5 8 3.5" />
  </svg>
)

export const LockIcon = (props: { closed: boolean }) => (
  <svg class="icon" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <rect x="2.5" y="6.5" width="9" height="6" rx="1.2" />
    <path
      d={props.closed ? 'M4.5 6.5V4.5a2.5 2.5 0 0 1 5 0v2' : 'M4.5 6.5V4a2.5 2.5 0 0 1 4.7-1.2'}
    />
  </svg>
)

export const SearchIcon = () => (
  <svg class="icon" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
    <circle cx="6" cy="6" r="3.8" />
    <path d="m9 9 3.2 3.2" />
  </svg>
)

export const SettingsIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M2 4.5h7M13 4.5h1M2 11.5h1M7 11.5h7" />
    <circle cx="11" cy="4.5" r="1.8" />
    <circle cx="5" cy="11.5" r="1.8" />
  </svg>
)

/** A disc of which one half is filled. */
export const ThemeIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <circle cx="8" cy="8" r="5.5" />
    <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
  </svg>
)

/** A picture in its frame. */
export const PictureIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <rect x="2" y="2.5" width="12" height="11" rx="1.5" />
    <circle cx="5.6" cy="6" r="1.1" />
    <path d="m2.5 12 3.7-3.6 2.3 2 2.5-3 2.8 3.1" />
  </svg>
)

export const ScoresIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M3 13.5V9M8 13.5v-11M13 13.5V6" />
  </svg>
)

export const LevelsIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M2 13.5h12M3.5 11V8M6 11V4M10.5 11V6M13 11V9" />
    <path d="M8.2 2v9" stroke-dasharray="1.4 1.6" />
  </svg>
)

export const MapIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M2 4h12M2 8h7M2 12h10" />
  </svg>
)

export const YearIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <rect x="2" y="3" width="12" height="11" rx="1.5" />
    <path d="M2 6.5h12M5.5 1.5V4M10.5 1.5V4M5 10.5h1M8 10.5h1M11 10.5h.5" />
  </svg>
)

export const MoreIcon = () => (
  <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.4" />
  </svg>
)

export const CloseIcon = () => (
  <svg class="icon" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" />
  </svg>
)

/** The sign of the project: bands of heat over a price. */
export const BrandIcon = () => (
  <svg class="brand-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
    <rect class="band-1" x="1" y="2" width="18" height="3" rx="1" />
    <rect class="band-2" x="1" y="6.3" width="12" height="3" rx="1" />
    <rect class="band-3" x="1" y="10.7" width="18" height="3" rx="1" />
    <rect class="band-4" x="1" y="15" width="8" height="3" rx="1" />
  </svg>
)
