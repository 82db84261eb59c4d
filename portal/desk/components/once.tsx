/** What is shown once: a token, a key, a link. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '../../../renderer/core/say.ts';

/** `children`: what it is, and until when. */
export function Once({ secret, children }: { secret: string; children: ComponentChildren }): JSX.Element {
  const [copied, setCopied] = useState(false);
  return (
    <div role="status" class="stack-tight">
      <p>{children}</p>
      <p class="code token">{secret}</p>
      {/* Where the browser keeps its clipboard to itself, the text above is chosen whole by one click. */}
      {navigator.clipboard !== undefined && (
        <div class="row">
          <button
            type="button"
            onClick={() => {
              navigator.clipboard.writeText(secret).then(
                () => setCopied(true),
                () => setCopied(false),
              );
            }}
          >
            {say('web.copy')}
          </button>
          {copied && <span>{say('web.copied')}</span>}
        </div>
      )}
    </div>
  );
}
