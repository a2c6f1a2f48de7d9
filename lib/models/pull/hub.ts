/** The hub and its mirrors: `/{repository}/resolve/{revision}/{file}`, as huggingface_hub asks for them. */

const HUB = 'https://huggingface.co';

/** HF_ENDPOINT names a mirror, such as one inside the plant. */
export const endpoint = () => (process.env.HF_ENDPOINT || HUB).replace(/\/+$/, '');

export const token = () => process.env.HF_TOKEN || undefined;

export function fileUrl(repository: string, revision: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${endpoint()}/${repository}/resolve/${encodeURIComponent(revision)}/${encoded}`;
}
