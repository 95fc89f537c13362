"""/api/shops: the register of shops, its import and export."""

from functools import partial
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, UploadedFile

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.tabular import Export, read, to_csv, to_xlsx
from weige.kernel.tabular.http import ImportOut, download, language_of
from weige.registry import queries, services
from weige.registry.models import Shop
from weige.registry.schemas import SHOPS, ShopDetail, ShopFilter, ShopPage, ShopPageFilter
from weige.registry.services.tagging import day_of

router = Router(tags=["shops"])
TITLES = {"zh": "店铺清单", "en": "Shops"}


@router.get("", response=ShopPage, summary="Shops")
def list_shops(request: HttpRequest, wanted: Query[ShopPageFilter]) -> dict[str, Any]:
    """By code. q: parts of name, code, address or trade; area: code of an area of any layer; tag: code of a tag."""
    access: Access = request.auth  # type: ignore[attr-defined]
    shops = chosen(access, wanted)
    if wanted.after:
        shops = shops.filter(code__gt=wanted.after)
    page, limit = list(shops[: wanted.limit + 1]), wanted.limit
    return {"items": page[:limit], "next": page[limit - 1].code if len(page) > limit else None}


def chosen(access: Access, wanted: ShopFilter) -> "QuerySet[Shop]":
    """The shops a filter finds, within reach. Raises NotFound."""
    on = day_of(timesource.now())
    return queries.found(access, words=wanted.q, area=wanted.area, tag=wanted.tag, on=on)


@router.get("/export.{kind}", summary="Shops as XLSX or CSV")
def export_shops(
    request: HttpRequest, kind: Literal["xlsx", "csv"], wanted: Query[ShopFilter]
) -> HttpResponse:
    """The list as chosen; the file says who took it and when."""
    access: Access = request.auth  # type: ignore[attr-defined]
    shops = chosen(access, wanted).select_related("building")
    language = language_of(request)
    export = Export(
        title=TITLES[language],
        columns=[column for column in SHOPS.columns if column.name != "owner"],
        rows=queries.table_rows(shops.iterator(chunk_size=2000)),
        account=access.who.name,
        at=timesource.now(),
        language=language,
    )
    if kind == "xlsx":
        return download(to_xlsx(export), export.filename("xlsx"))
    return download(to_csv(export), export.filename("csv"))


@router.post("/import", response=ImportOut, summary="Import shops")
def import_shops(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """XLSX or CSV with the columns of the export: all rows or, with any error, none. A dry run by default."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("data.import")
    sheet = read(file.read(), SHOPS)
    outcome = services.import_shops(
        sheet=sheet,
        who=access.who,
        now=timesource.now(),
        dry_run=dry_run,
        may=partial(access.may, "data.import"),
    )
    return outcome.to_json(language_of(request))


@router.get("/{int:shop_id}", response=ShopDetail, summary="One shop")
def read_shop(request: HttpRequest, shop_id: int) -> dict[str, Any]:
    access: Access = request.auth  # type: ignore[attr-defined]
    shop = access.get("shop.list", Shop.objects.all(), pk=shop_id)
    return queries.detail(shop)
