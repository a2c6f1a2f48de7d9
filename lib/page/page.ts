import { html, Markup } from './markup';
import { STYLE } from './style';

/** A whole HTML file that needs no other, and that no browser lets load or run anything. */
export function page(
  title: string,
  body: Markup[],
  { above, style = '' }: { above?: string; style?: string } = {},
): string {
  return html`<!doctype html>
    <html lang="ko">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <style>
          ${new Markup(STYLE + style)}
        </style>
      </head>
      <body>
        <header>
          <p>${above}</p>
          <h1>${title}</h1>
        </header>
        ${body}
      </body>
    </html> `.text;
}
