// Runs before the first paint, so that a chosen theme does not flash the system's.
// theme-choice.ts writes what is read here.
try {
  const chosen = localStorage.getItem('isotherm.theme')
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is switched off: the system's theme it is.
}
