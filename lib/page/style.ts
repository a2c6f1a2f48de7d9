/** The look of HTML reports: for screens and for paper. */
export const STYLE = `
body { font: 14px/1.6 "Noto Sans KR", "Malgun Gothic", sans-serif; color: #1b2430; max-width: 900px; margin: 24px auto; padding: 0 16px; word-break: keep-all; }
header p { margin: 0; color: #5b6673; } h1 { margin: 0; border-bottom: 2px solid #1b2430; } h2 { font-size: 15px; margin: 18px 0 6px; }
article { page-break-before: always; margin-top: 24px; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #9aa5b1; padding: 3px 8px; text-align: left; overflow-wrap: anywhere; }
th { background: #eef1f5; font-weight: normal; color: #5b6673; } .fields th { width: 120px; }
figure { display: inline-block; width: 48%; margin: 1% 1% 0 0; vertical-align: top; } img { width: 100%; } figcaption { text-align: center; color: #5b6673; }
.verdict { font-size: 17px; } .counts { list-style: none; padding: 0; display: flex; gap: 24px; }
.ok b { color: #1e7b45; } .ng b { color: #c0322b; } .review b { color: #b06f00; } .error, .error b { color: #6d3f8c; }
@media print { article:first-of-type { page-break-before: avoid; } }
`;
