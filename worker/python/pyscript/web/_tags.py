"""The tags of HTML: each has a class of its name in `pyscript.web`, with an underscore where Python has that name.

As the HTML standard lists them, without those that it calls obsolete.
"""

# What can have content. Those that can do more than others are in `_options.py` and `_media.py`.
CONTAINERS = (
    "a abbr address article aside audio b bdi bdo blockquote body button caption cite code colgroup data dd del "
    "details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup html "
    "i iframe ins kbd label legend li main map mark menu meta meter nav noscript object ol option output p param "
    "picture pre progress q rp rt ruby s samp script search section slot small span strong style sub summary sup "
    "table tbody td template textarea tfoot th thead time title tr u ul var wbr"
).split()

# What cannot.
VOIDS = "area base br col embed hr img input link source track".split()

# Of these, Python has the name already.
TAKEN = ("del", "input", "map", "object")
