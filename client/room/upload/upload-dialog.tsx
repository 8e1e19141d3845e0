import { createMemo, For, type JSX, Show } from 'solid-js';
import type { UploadedFile } from '#shared/protocol/upload.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { createUpload } from './create-upload.ts';
import { droppedFiles, pickedFiles } from './dropped-files.ts';
import styles from './upload.module.css';

const OUTCOMES: Record<UploadedFile['outcome'], string> = {
  stored: 'taken',
  'needs-review': 'kept aside: somebody must decide',
  rejected: 'not taken',
  ignored: 'not an image',
};
/** Rows of the list of what was not simply taken; the counts say the rest. */
const MOST_ROWS = 50;

/** Images from a CD, a folder or a ZIP into this consult, with progress and what became of each. */
export function UploadDialog(props: { consultId: string; open: boolean; onClose: () => void }): JSX.Element {
  const upload = createUpload(props.consultId);
  const counts = createMemo(() =>
    Object.entries(Object.groupBy(upload.results(), (file) => file.outcome)).map(
      ([outcome, files]) => `${files?.length ?? 0} ${OUTCOMES[outcome as UploadedFile['outcome']]}`,
    ),
  );
  const worth = () =>
    upload
      .results()
      .filter((file) => file.outcome === 'rejected' || file.outcome === 'needs-review')
      .slice(0, MOST_ROWS);
  const percent = () => {
    const now = upload.progress();
    return now === null || now.bytes === 0 ? 0 : Math.floor((now.sent / now.bytes) * 100);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    if (event.dataTransfer !== null) void droppedFiles(event.dataTransfer).then(upload.send);
  };
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title="Add images"
      text="Files, a folder, a ZIP, or a CD with or without DICOMDIR. A cut connection is resumed."
      actions={<Button onClick={() => props.onClose()}>{upload.busy() ? 'Go on in the background' : 'Done'}</Button>}
    >
      <section class={styles['drop']} aria-label="Drop images here" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
        <p>Drop them here, or choose:</p>
        <div class={styles['choose']}>
          <label class={styles['pick']}>
            Files
            <input
              class="visually-hidden"
              type="file"
              multiple
              onChange={(event) => void upload.send(pickedFiles(event.currentTarget.files))}
            />
          </label>
          <label class={styles['pick']}>
            A folder or CD
            <input
              class="visually-hidden"
              type="file"
              ref={(input) => input.setAttribute('webkitdirectory', '')}
              onChange={(event) => void upload.send(pickedFiles(event.currentTarget.files))}
            />
          </label>
        </div>
      </section>
      <Show when={upload.progress()}>
        {(now) => (
          <div role="status">
            <progress class={styles['progress']} max={100} value={percent()} aria-label="Sent" />
            <p>
              {now().done} of {now().files} files, {percent()} %
            </p>
            <p>{counts().join(' · ')}</p>
          </div>
        )}
      </Show>
      <ul class={styles['list']} aria-label="Not simply taken">
        <For each={worth()}>
          {(file) => (
            <li data-outcome={file.outcome}>
              <strong>{file.name}</strong>: {OUTCOMES[file.outcome]}. {file.detail}
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
