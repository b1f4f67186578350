/** The page's look: system fonts, no image, nothing from elsewhere. */
export const reportStyles = `
:root{--ground:#fbfaf8;--card:#fff;--ink:#1d1b22;--soft:#5d5966;--line:#e3dfd8;--good:#1b6b3a;--good-ground:#e6f3ea;--bad:#a3231f;--bad-ground:#fbe9e7;
--warn:#7a4b00;--warn-ground:#fdf0d5;--c0:#5b3fa0;--c1:#0b7285;--c2:#b3541e;--c3:#4a6b1a;--phase:#f1eee8}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--ground:#16151a;--card:#1f1d25;--ink:#eceaf1;--soft:#a9a4b5;--line:#37343f;--good:#7fd39d;--good-ground:#173323;
--bad:#ff9d94;--bad-ground:#3d1a18;--warn:#f4c26b;--warn-ground:#3a2a08;--c0:#b49cf5;--c1:#63c9dc;--c2:#f0a070;--c3:#a9cf6b;--phase:#25232c}}
:root[data-theme=dark]{color-scheme:dark;--ground:#16151a;--card:#1f1d25;--ink:#eceaf1;--soft:#a9a4b5;--line:#37343f;--good:#7fd39d;--good-ground:#173323;
--bad:#ff9d94;--bad-ground:#3d1a18;--warn:#f4c26b;--warn-ground:#3a2a08;--c0:#b49cf5;--c1:#63c9dc;--c2:#f0a070;--c3:#a9cf6b;--phase:#25232c}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.page{max-width:1180px;margin:0 auto;padding:24px 20px 60px}
.page[hidden]{display:none}
header{display:grid;grid-template-columns:1fr auto;align-items:end;gap:4px 16px;margin-bottom:20px}
.brand{grid-column:1/-1;margin:0;color:var(--soft);font-size:13px;letter-spacing:.02em}
h1{margin:0;font-size:26px;line-height:1.2}
h2{margin:32px 0 12px;font-size:18px}
nav{display:flex;flex-wrap:wrap;gap:6px}
button{font:inherit;font-size:13px;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:5px 10px;cursor:pointer}
button[aria-pressed=true]{border-color:var(--c0);box-shadow:inset 0 0 0 1px var(--c0)}
button:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
.verdict{border-radius:10px;padding:16px 20px;border:1px solid currentColor}
.verdict.good{background:var(--good-ground);color:var(--good)}
.verdict.bad{background:var(--bad-ground);color:var(--bad)}
.verdict.invalid{background:var(--warn-ground);color:var(--warn);border-width:3px}
.sentence{margin:0;font-size:20px;font-weight:600}
.verdict.invalid .sentence{font-weight:400;font-size:15px}
.notice{margin:8px 0 0}
.verdict.invalid .notice{font-size:20px;font-weight:600}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:7px 12px;border-bottom:1px solid var(--line);vertical-align:top}
thead th{font-size:13px;color:var(--soft);font-weight:600;white-space:nowrap}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
td.good{color:var(--good);font-weight:600}td.bad{color:var(--bad);font-weight:600}td.open{color:var(--soft)}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,500px),1fr));gap:16px}
figure{margin:0;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:8px;min-width:0}
figcaption{font-weight:600;margin-bottom:6px}
svg{display:block;width:100%;height:auto}
.grid{stroke:var(--line)}.axis{fill:var(--soft);font-size:12px}.phase{fill:var(--phase)}
.limit{stroke:var(--bad);stroke-dasharray:5 4}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.line0{stroke:var(--c0)}.line1{stroke:var(--c1);stroke-dasharray:7 3}.line2{stroke:var(--c2);stroke-dasharray:2 4}.line3{stroke:var(--c3);stroke-dasharray:9 3 2 3}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;list-style:none;margin:4px 0 0;padding:0;font-size:13px;color:var(--soft)}
.legend li::before{content:"";display:inline-block;width:18px;height:0;border-top:3px solid var(--c0);margin-right:6px;vertical-align:middle}
.legend .key1::before{border-color:var(--c1);border-top-style:dashed}.legend .key2::before{border-color:var(--c2);border-top-style:dotted}.legend .key3::before{border-color:var(--c3);border-top-style:dashed}
details{margin-top:8px;font-size:13px}summary{cursor:pointer;color:var(--soft)}
details .scroll{max-height:260px;overflow:auto;margin-top:6px}
.nothing{margin:24px 0;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:6px 20px;margin:0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media (max-width:560px){header{grid-template-columns:1fr}dl{grid-template-columns:1fr}dd{margin-bottom:8px}.sentence{font-size:18px}}
@media print{nav,details{display:none}.page{max-width:none;padding:0}figure{break-inside:avoid}}
`

/** Switches languages and themes. The first language is the reader's, when the page speaks it. */
export const reportScript = `
const pages=[...document.querySelectorAll('.page')]
const show=(language)=>{document.documentElement.lang=language;for(const page of pages)page.hidden=page.lang!==language}
for(const button of document.querySelectorAll('[data-language]'))button.addEventListener('click',()=>{show(button.dataset.language)
pages.find((page)=>!page.hidden).querySelector('[data-language="'+button.dataset.language+'"]').focus()})
for(const button of document.querySelectorAll('[data-theme-switch]'))button.addEventListener('click',()=>{const root=document.documentElement
const dark=root.dataset.theme?root.dataset.theme==='dark':matchMedia('(prefers-color-scheme:dark)').matches
root.dataset.theme=dark?'light':'dark'})
if(navigator.language.startsWith('fr'))show('fr')
`
