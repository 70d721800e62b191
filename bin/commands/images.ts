import { requireLabel } from '../../lib/delivery/index.js';
import type { ArtifactKey } from '../../lib/ids.js';
import type { LabelledImages } from '../../lib/images/index.js';
import type { Command } from '../command.js';
import { columns, moment, type Style } from '../style.js';

export const run: Command = async (session, invocation) => {
  const { project, catalogue } = session.delivery;
  const named = invocation.value('label');
  const labels = named === undefined ? await catalogue.labels(project.id) : [requireLabel(named)];
  const found: [string, LabelledImages][] = [];
  for (const label of labels) found.push([label, await catalogue.read(project.id, label)]);
  const json = found.map(([label, images]) => [
    label,
    Object.fromEntries(artifactsOf(images).map((artifact) => [artifact, images[artifact]?.image])),
  ]);
  return {
    json: { labels: Object.fromEntries(json) },
    text:
      found.length === 0
        ? `No image was published yet.\n${session.next('publish <service>=<image>')}`
        : found.map(([label, images]) => labelText(label, images, session.style)).join('\n\n'),
  };
};

function labelText(label: string, images: LabelledImages, style: Style): string {
  const rows = artifactsOf(images).map((artifact) => {
    const { image = '', version, at = '' } = images[artifact] ?? {};
    return [artifact, image, style.faint(`version ${version}, ${moment(at)}`)];
  });
  return `${style.strong(label)}\n${rows.length === 0 ? '  nothing' : columns(rows, '  ')}`;
}

function artifactsOf(images: LabelledImages): ArtifactKey[] {
  return (Object.keys(images) as ArtifactKey[]).sort();
}
