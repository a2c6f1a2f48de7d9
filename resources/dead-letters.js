/* What a node keeps on disk and gave up: shown in its form, to try again or delete. */
(function () {
  const NAMESPACE = '@gyeol/node-red-inspection/inspection-queue:inspection-queue.';
  const text = (key, values) => RED._(NAMESPACE + key, values);

  const ask = (path, seqs) =>
    $.ajax({
      url: `inspection-queue/${path}`,
      method: seqs ? 'POST' : 'GET',
      contentType: 'application/json',
      data: seqs && JSON.stringify({ seqs }),
    });

  const complain = (failure) => {
    const { message, advice } = failure.responseJSON || {};
    RED.notify(
      $('<div>')
        .text(message ? `${message} ${advice}` : failure.statusText)
        .html(),
      { type: 'error', timeout: 10000 },
    );
  };

  const button = (icon, title, work) =>
    $('<button type="button" class="red-ui-button red-ui-button-small">')
      .attr('title', title)
      .append($('<i class="fa">').addClass(icon))
      .on('click', work);

  /** Fills `place` with the dead letters of a deployed node. */
  window.gyeolDeadLetters = function (nodeId, place) {
    const all = $('<span style="float:right">').hide();
    const said = $('<div class="dead-letters-said" style="color:var(--red-ui-secondary-text-color)">');
    const list = $('<div class="dead-letters" style="max-height:260px; overflow-y:auto">');
    const seqs = () =>
      list
        .children()
        .map(function () {
          return $(this).data('seq');
        })
        .get();

    const show = ({ dead }) => {
      list.empty();
      all.toggle(dead.length > 0);
      said.text(dead.length > 0 ? '' : text('dead.none'));
      for (const { seq, id, line, tries, acceptedAt, reason } of dead) {
        const when = acceptedAt.slice(0, 19).replace('T', ' ');
        const facts = [when, line, text('dead.tries', { count: tries }), (reason || {}).message];
        const told = $('<div style="flex:1; min-width:0; overflow-wrap:anywhere">').append(
          $('<div>').text(id),
          $('<small>').text(facts.filter(Boolean).join(' · ')),
        );
        $('<div style="display:flex; gap:6px; align-items:center; margin-bottom:6px">')
          .data('seq', seq)
          .append(
            told,
            button('fa-refresh', text('dead.again'), () => work('again', [seq])),
            button('fa-trash', text('dead.discard'), () => discard([seq])),
          )
          .appendTo(list);
      }
    };
    const work = (what, some) => ask(`${nodeId}/${what}`, some).done(show).fail(complain);
    const discard = (some) => {
      const question = RED.notify(text('dead.sure', { count: some.length }), {
        modal: true,
        fixed: true,
        type: 'warning',
        buttons: [
          { text: text('dead.keep'), click: () => question.close() },
          {
            text: text('dead.discard'),
            class: 'primary',
            click: () => {
              question.close();
              work('discard', some);
            },
          },
        ],
      });
    };

    all.append(
      button('fa-refresh', text('dead.againAll'), () => work('again', seqs())),
      ' ',
      button('fa-trash', text('dead.discardAll'), () => discard(seqs())),
    );
    const label = $('<label style="width:auto"><i class="fa fa-exclamation-triangle"></i> </label>');
    place.append(label.append($('<span>').text(text('label.dead'))), all, said, list);
    ask(nodeId)
      .done(show)
      .fail((failure) => {
        if (failure.status === 404) said.text(text('dead.undeployed'));
        else complain(failure);
      });
  };
})();
