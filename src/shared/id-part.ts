/** The id of an item as people have it: its beginning, or its end, as the window shows it. Pure. */

/** So many characters of an end; fewer would find items for any short word of hexadecimal digits. */
const END_MIN = 4;

/** Whether an id begins with a part in small letters or ends with it, whatever stands for the rest. */
export function idTest(part: string): (item_id: string) => boolean {
  const known = part.replace(/^…/, '');
  return (item_id) => {
    const id = item_id.toLowerCase();
    return id.startsWith(known) || (known.length >= END_MIN && id.endsWith(known));
  };
}
