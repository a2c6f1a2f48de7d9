/** Pen strokes of each sign on a grid 4 wide and 6 high, y down: pairs of digits are points, blanks lift the pen. */
const STROKES: Record<string, string> = {
  '0': '10304145361605011',
  '1': '112026 1636',
  '2': '01103041420646',
  '3': '0110304142331333444536160',
  '4': '30044434 3036',
  '5': '400002324345361605',
  '6': '4110010516364544332304',
  '7': '004016',
  '8': '10304142331302011 1333444536160504 13',
  '9': '4233130201103041453616',
  '.': '2526',
  ',': '2517',
  '-': '1333',
  '+': '1333 2224',
  '±': '1232 2123 1535',
  '×': '1135 3115',
  '/': '4006',
  '#': '1016 3036 0242 0444',
  m: '0602 03122226 23324246',
  p: '0207 0212323344453506',
  x: '0246 4206',
};
const [GRID_HEIGHT, ADVANCE] = [6, 5.6];

/**
 * A line of text as one SVG path.
 *
 * @param height of the digits in px
 * @returns `path` with its upper left corner at the origin, `advance`: its width in px; unknown signs become blanks
 */
export function strokesOf(text: string, height: number): { path: string; advance: number } {
  const unit = height / GRID_HEIGHT;
  const pieces = [...text].flatMap((sign, index) =>
    (STROKES[sign] ?? '').split(' ').map((stroke) =>
      (stroke.match(/\d\d/g) ?? [])
        .map(([x, y], step) => {
          const [px, py] = [(Number(x) + index * ADVANCE) * unit, Number(y) * unit];
          return `${step ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`;
        })
        .join(''),
    ),
  );
  return { path: pieces.join(''), advance: [...text].length * ADVANCE * unit };
}
