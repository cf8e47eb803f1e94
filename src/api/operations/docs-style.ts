/** The style of the page that `docsPage` makes, with the colours of the app. */
export const DOCS_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f5f6f8, #0f1217);
  --raised: light-dark(#ffffff, #161a21);
  --line: light-dark(#c3cad4, #2c333f);
  --text: light-dark(#161a21, #e3e7ee);
  --text-2: light-dark(#434b59, #aab2c0);
  --link: light-dark(#1d64c8, #7cb3ff);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 16px; }
body {
  display: grid;
  grid-template-columns: 220px minmax(0, 1fr);
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 14px / 21px Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, sans-serif;
}
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
code { font: 12.5px / 18px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 16px; border-right: 1px solid var(--line); }
nav h2 { margin: 16px 0 4px; font-size: 13px; line-height: 18px; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { display: block; padding: 3px 0; text-decoration: none; }
main { max-width: 920px; padding: 16px 32px 64px; }
h1 { margin: 8px 0; font-size: 24px; line-height: 32px; }
section > h2 { margin: 40px 0 4px; font-size: 19px; line-height: 26px; }
article { margin: 16px 0; padding: 14px 16px; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
article h3 { margin: 0 0 6px; font-size: 14px; line-height: 20px; }
article p { margin: 4px 0; }
article p + p, .head { color: var(--text-2); }
.method { display: inline-block; margin-right: 4px; color: var(--text-2); font-size: 12px; }
.table { margin-top: 10px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; line-height: 18px; }
th, td { padding: 5px 12px 5px 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
td code { overflow-wrap: normal; }
thead th, thead td { border-top: 0; color: var(--text-2); font-weight: 500; }
@media (max-width: 720px) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; max-height: 45vh; border-bottom: 1px solid var(--line); }
  nav > p { margin: 0; }
  nav li { display: inline-block; margin-right: 14px; }
  nav a { padding: 6px 0; }
  main { padding: 8px 12px 48px; }
  article { padding: 12px; }
}
`
