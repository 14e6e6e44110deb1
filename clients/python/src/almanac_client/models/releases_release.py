from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReleasesRelease")


@_attrs_define
class ReleasesRelease:
    """A release. Its files are an archive; the archive's SHA-1 in a checksum file,
    with a signature; and the archive's SHA-256 in a manifest, with a signature.

    """

    archive_file_last_modified_timestamp: str
    archive_file_name: str
    archive_file_sha_256: str
    """ 64 upper-case hexadecimal digits. """
    archive_file_size_bytes: int
    archive_file_url: str
    """ Absolute, as are all addresses, and with the key where the request had it. """
    checksum_file_last_modified_timestamp: str
    checksum_file_name: str
    checksum_file_size_bytes: int
    checksum_file_url: str
    """ The archive's SHA-1 in the XML of Microsoft's FCIV. """
    id: str
    """ What tells it from all other releases of the item, for ever: the name of
    its archive. """
    manifest_file_last_modified_timestamp: str
    manifest_file_name: str
    manifest_file_sha_256: str
    manifest_file_size_bytes: int
    manifest_file_url: str
    """ The archive's SHA-256, as `sha256sum --check` reads it. """
    manifest_signature_file_last_modified_timestamp: str
    manifest_signature_file_name: str
    manifest_signature_file_size_bytes: int
    manifest_signature_file_url: str
    """ An armored OpenPGP signature of the manifest. """
    name: str
    public_key_file_name: str
    public_key_file_size_bytes: int
    public_key_file_url: str
    """ The armored OpenPGP key that both signatures are checked with. """
    public_key_fingerprint: str
    """ Of the public key: to be compared with what was told elsewhere. """
    public_key_id: int
    published_timestamp: str
    """ When it was published, to the microsecond: `since` takes it. """
    release_date: datetime.date
    signature_file_last_modified_timestamp: str
    signature_file_name: str
    signature_file_size_bytes: int
    signature_file_url: str
    """ An armored OpenPGP signature of the checksum file. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        archive_file_last_modified_timestamp = self.archive_file_last_modified_timestamp

        archive_file_name = self.archive_file_name

        archive_file_sha_256 = self.archive_file_sha_256

        archive_file_size_bytes = self.archive_file_size_bytes

        archive_file_url = self.archive_file_url

        checksum_file_last_modified_timestamp = self.checksum_file_last_modified_timestamp

        checksum_file_name = self.checksum_file_name

        checksum_file_size_bytes = self.checksum_file_size_bytes

        checksum_file_url = self.checksum_file_url

        id = self.id

        manifest_file_last_modified_timestamp = self.manifest_file_last_modified_timestamp

        manifest_file_name = self.manifest_file_name

        manifest_file_sha_256 = self.manifest_file_sha_256

        manifest_file_size_bytes = self.manifest_file_size_bytes

        manifest_file_url = self.manifest_file_url

        manifest_signature_file_last_modified_timestamp = (
            self.manifest_signature_file_last_modified_timestamp
        )

        manifest_signature_file_name = self.manifest_signature_file_name

        manifest_signature_file_size_bytes = self.manifest_signature_file_size_bytes

        manifest_signature_file_url = self.manifest_signature_file_url

        name = self.name

        public_key_file_name = self.public_key_file_name

        public_key_file_size_bytes = self.public_key_file_size_bytes

        public_key_file_url = self.public_key_file_url

        public_key_fingerprint = self.public_key_fingerprint

        public_key_id = self.public_key_id

        published_timestamp = self.published_timestamp

        release_date = self.release_date.isoformat()

        signature_file_last_modified_timestamp = self.signature_file_last_modified_timestamp

        signature_file_name = self.signature_file_name

        signature_file_size_bytes = self.signature_file_size_bytes

        signature_file_url = self.signature_file_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "archiveFileLastModifiedTimestamp": archive_file_last_modified_timestamp,
                "archiveFileName": archive_file_name,
                "archiveFileSha256": archive_file_sha_256,
                "archiveFileSizeBytes": archive_file_size_bytes,
                "archiveFileUrl": archive_file_url,
                "checksumFileLastModifiedTimestamp": checksum_file_last_modified_timestamp,
                "checksumFileName": checksum_file_name,
                "checksumFileSizeBytes": checksum_file_size_bytes,
                "checksumFileUrl": checksum_file_url,
                "id": id,
                "manifestFileLastModifiedTimestamp": manifest_file_last_modified_timestamp,
                "manifestFileName": manifest_file_name,
                "manifestFileSha256": manifest_file_sha_256,
                "manifestFileSizeBytes": manifest_file_size_bytes,
                "manifestFileUrl": manifest_file_url,
                "manifestSignatureFileLastModifiedTimestamp": manifest_signature_file_last_modified_timestamp,
                "manifestSignatureFileName": manifest_signature_file_name,
                "manifestSignatureFileSizeBytes": manifest_signature_file_size_bytes,
                "manifestSignatureFileUrl": manifest_signature_file_url,
                "name": name,
                "publicKeyFileName": public_key_file_name,
                "publicKeyFileSizeBytes": public_key_file_size_bytes,
                "publicKeyFileUrl": public_key_file_url,
                "publicKeyFingerprint": public_key_fingerprint,
                "publicKeyId": public_key_id,
                "publishedTimestamp": published_timestamp,
                "releaseDate": release_date,
                "signatureFileLastModifiedTimestamp": signature_file_last_modified_timestamp,
                "signatureFileName": signature_file_name,
                "signatureFileSizeBytes": signature_file_size_bytes,
                "signatureFileUrl": signature_file_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        archive_file_last_modified_timestamp = d.pop("archiveFileLastModifiedTimestamp")

        archive_file_name = d.pop("archiveFileName")

        archive_file_sha_256 = d.pop("archiveFileSha256")

        archive_file_size_bytes = d.pop("archiveFileSizeBytes")

        archive_file_url = d.pop("archiveFileUrl")

        checksum_file_last_modified_timestamp = d.pop("checksumFileLastModifiedTimestamp")

        checksum_file_name = d.pop("checksumFileName")

        checksum_file_size_bytes = d.pop("checksumFileSizeBytes")

        checksum_file_url = d.pop("checksumFileUrl")

        id = d.pop("id")

        manifest_file_last_modified_timestamp = d.pop("manifestFileLastModifiedTimestamp")

        manifest_file_name = d.pop("manifestFileName")

        manifest_file_sha_256 = d.pop("manifestFileSha256")

        manifest_file_size_bytes = d.pop("manifestFileSizeBytes")

        manifest_file_url = d.pop("manifestFileUrl")

        manifest_signature_file_last_modified_timestamp = d.pop(
            "manifestSignatureFileLastModifiedTimestamp"
        )

        manifest_signature_file_name = d.pop("manifestSignatureFileName")

        manifest_signature_file_size_bytes = d.pop("manifestSignatureFileSizeBytes")

        manifest_signature_file_url = d.pop("manifestSignatureFileUrl")

        name = d.pop("name")

        public_key_file_name = d.pop("publicKeyFileName")

        public_key_file_size_bytes = d.pop("publicKeyFileSizeBytes")

        public_key_file_url = d.pop("publicKeyFileUrl")

        public_key_fingerprint = d.pop("publicKeyFingerprint")

        public_key_id = d.pop("publicKeyId")

        published_timestamp = d.pop("publishedTimestamp")

        release_date = datetime.date.fromisoformat(d.pop("releaseDate"))

        signature_file_last_modified_timestamp = d.pop("signatureFileLastModifiedTimestamp")

        signature_file_name = d.pop("signatureFileName")

        signature_file_size_bytes = d.pop("signatureFileSizeBytes")

        signature_file_url = d.pop("signatureFileUrl")

        releases_release = cls(
            archive_file_last_modified_timestamp=archive_file_last_modified_timestamp,
            archive_file_name=archive_file_name,
            archive_file_sha_256=archive_file_sha_256,
            archive_file_size_bytes=archive_file_size_bytes,
            archive_file_url=archive_file_url,
            checksum_file_last_modified_timestamp=checksum_file_last_modified_timestamp,
            checksum_file_name=checksum_file_name,
            checksum_file_size_bytes=checksum_file_size_bytes,
            checksum_file_url=checksum_file_url,
            id=id,
            manifest_file_last_modified_timestamp=manifest_file_last_modified_timestamp,
            manifest_file_name=manifest_file_name,
            manifest_file_sha_256=manifest_file_sha_256,
            manifest_file_size_bytes=manifest_file_size_bytes,
            manifest_file_url=manifest_file_url,
            manifest_signature_file_last_modified_timestamp=manifest_signature_file_last_modified_timestamp,
            manifest_signature_file_name=manifest_signature_file_name,
            manifest_signature_file_size_bytes=manifest_signature_file_size_bytes,
            manifest_signature_file_url=manifest_signature_file_url,
            name=name,
            public_key_file_name=public_key_file_name,
            public_key_file_size_bytes=public_key_file_size_bytes,
            public_key_file_url=public_key_file_url,
            public_key_fingerprint=public_key_fingerprint,
            public_key_id=public_key_id,
            published_timestamp=published_timestamp,
            release_date=release_date,
            signature_file_last_modified_timestamp=signature_file_last_modified_timestamp,
            signature_file_name=signature_file_name,
            signature_file_size_bytes=signature_file_size_bytes,
            signature_file_url=signature_file_url,
        )

        releases_release.additional_properties = d
        return releases_release

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
